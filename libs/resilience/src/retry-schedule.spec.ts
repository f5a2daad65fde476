import fc from 'fast-check';
import { growingDelay, RETRY_SCHEDULES, retryDelay, type RetrySchedule } from './retry-schedule.js';

const all: RetrySchedule[] = Object.values(RETRY_SCHEDULES).flatMap((byPriority) => Object.values(byPriority));
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the retry schedules', () => {
  test('webhooks follow Standard Webhooks, whatever their priority: eight attempts over more than a day', () => {
    for (const schedule of Object.values(RETRY_SCHEDULES.webhook)) {
      const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelay(schedule, attempt, 0.5));
      expect(delays).toEqual([5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000]);
      expect(retryDelay(schedule, 8, 0.5)).toBeUndefined();
    }
  });

  test('vary between their shares and no more, whatever the time factor', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.integer({ min: 1, max: 9 }),
        random,
        fc.constantFrom(0.01, 0.1, 1),
        (s, n, r, factor) => {
          const delay = retryDelay(s, n, r, factor);
          const nominal = s.delaysMs[n - 1];
          if (nominal === undefined) return expect(delay).toBeUndefined();
          expect(delay).toBeGreaterThanOrEqual(Math.floor(nominal * factor * s.jitter[0]));
          expect(delay).toBeLessThanOrEqual(Math.ceil(nominal * factor * s.jitter[1]));
        },
      ),
    );
  });

  test('wait longer each time, and jitter over the whole of it', () => {
    for (const [channel, { high, medium, low }] of Object.entries(RETRY_SCHEDULES)) {
      for (const { delaysMs } of [high, medium, low]) {
        expect(delaysMs.slice(1).every((delay, i) => delay >= (delaysMs[i] as number))).toBe(true);
      }
      if (channel === 'webhook') continue;
      expect([medium.jitter, retryDelay(medium, 1, 0)]).toEqual([[0, 1], 0]);
    }
  });

  test('what is urgent is tried again sooner', () => {
    for (const [channel, { critical, high, medium, low }] of Object.entries(RETRY_SCHEDULES)) {
      if (channel === 'webhook') continue;
      const firsts = [high, medium, low].map(({ delaysMs }) => delaysMs[0] as number);
      expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
      expect(critical.delaysMs[0]).toBeLessThanOrEqual(2_000);
    }
  });

  test('a check that is asked again and again waits longer each time, up to a bound', () => {
    expect([0, 1, 2, 3, 9].map((n) => growingDelay(100, 1_000, n))).toEqual([100, 200, 400, 800, 1_000]);
  });
});
