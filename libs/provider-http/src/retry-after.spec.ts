import { retryAfterMs } from './retry-after.js';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('Retry-After', () => {
  test.each([
    ['5', 5_000],
    ['0', 0],
    ['1.5', 1_500],
    [7, 7_000],
    [['3', '4'], 3_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['99999999', 86_400_000],
  ])('%j is %d ms', (value, wait) => expect(retryAfterMs(value, now)).toBe(wait));

  test.each([[undefined], [null], [''], ['soon'], ['-5'], [[]]])('%j says nothing', (value) =>
    expect(retryAfterMs(value, now)).toBeUndefined(),
  );
});
