import fc from 'fast-check';
import { growingDelay, RETRY_SCHEDULES, retryDelay } from './retry-schedule.js';

describe('the retry schedules', () => {
  test('webhooks follow Standard Webhooks: eight attempts over more than a day', () => {
    const half = 0.5;
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelay(RETRY_SCHEDULES.webhook, attempt, half));
    expect(delays).toEqual([5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000]);
    expect(retryDelay(RETRY_SCHEDULES.webhook, 8, half)).toBeUndefined();
  });

  test('vary by their jitter and no more, whatever the time factor', () => {
    const schedules = fc.constantFrom(...Object.values(RETRY_SCHEDULES));
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(
        schedules,
        fc.integer({ min: 1, max: 9 }),
        random,
        fc.constantFrom(0.01, 0.1, 1),
        (s, n, r, factor) => {
          const delay = retryDelay(s, n, r, factor);
          const nominal = s.delaysMs[n - 1];
          if (nominal === undefined) return expect(delay).toBeUndefined();
          expect(delay).toBeGreaterThanOrEqual(Math.floor(nominal * factor * 0.8));
          expect(delay).toBeLessThanOrEqual(Math.ceil(nominal * factor * 1.2));
        },
      ),
    );
  });

  test('a check that is asked again and again waits longer each time, up to a bound', () => {
    expect([0, 1, 2, 3, 9].map((n) => growingDelay(100, 1_000, n))).toEqual([100, 200, 400, 800, 1_000]);
  });
});
