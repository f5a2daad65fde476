import { localDay } from './index.js';

describe('the day of a user', () => {
  it.each([
    ['Pacific/Auckland', '2026-01-31T12:00:00Z', '2026-02-01'],
    ['America/Los_Angeles', '2026-01-01T07:59:59.999Z', '2025-12-31'],
    ['America/Los_Angeles', '2026-01-01T08:00:00Z', '2026-01-01'],
    ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    [undefined, '2026-01-31T23:59:59Z', '2026-01-31'],
  ])('in %s at %s is %s', (zone, at, day) => {
    expect(localDay(zone, new Date(at))).toBe(day);
  });
});
