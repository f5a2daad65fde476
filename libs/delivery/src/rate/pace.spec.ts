import fc from 'fast-check';
import { Door, LocalPace, streamOf } from './pace.js';

/** When each message went, for one who asks again whenever it may. */
function run(perSecond: number, groups: readonly number[], from = 1_000_000): number[] {
  let now = from;
  const pace = new LocalPace([streamOf(perSecond)], () => now);
  const times: number[] = [];
  for (const most of groups) {
    const { count, waitMs } = pace.take(most);
    for (let i = 0; i < count; i++) times.push(now);
    now += Math.max(waitMs, 1);
  }
  return times;
}

describe('the pace of an account', () => {
  test('in no second go more than it takes, however many are wanted at once', () => {
    const wanted = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 50, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), wanted, (perSecond, groups) => {
        const times = run(perSecond, groups);
        times.forEach((time, i) => {
          const later = times[i + perSecond];
          if (later !== undefined) expect(later - time).toBeGreaterThanOrEqual(999);
        });
      }),
    );
  });

  test('and nearly as many as it takes, when they wait', () => {
    const times = run(
      100,
      Array.from({ length: 400 }, () => 500),
    );
    const seconds = ((times.at(-1) as number) - (times[0] as number)) / 1_000;
    expect(times.length / seconds).toBeGreaterThan(80);
  });

  test('what the first stream has no place for goes by the second', () => {
    const now = 5_000;
    const pace = new LocalPace([streamOf(20), streamOf(80)], () => now);
    const { count, waitMs } = pace.take(100);
    expect(count).toBe(2 + 8);
    expect(waitMs).toBeGreaterThan(0);
    expect(pace.take(1)).toEqual({ count: 0, waitMs });
  });

  test('what was held up on its way does not arrive together with what comes after it', () => {
    const group = fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 100 }));
    const arrivals = fc.array(group, { minLength: 20, maxLength: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), arrivals, (perSecond, groups) => {
        const together = Math.max(1, Math.floor(perSecond / 11)); // as many as are given places at once
        let now = 1_000_000;
        const door = new Door(perSecond, () => now);
        const times: number[] = [];
        for (const [afterMs, wanted] of groups) {
          const count = Math.min(wanted, together);
          now += afterMs;
          const time = now + door.waitFor(count);
          for (let i = 0; i < count; i++) times.push(time);
        }
        times.forEach((time, i) => {
          const later = times[i + perSecond];
          if (later !== undefined) expect(later - time).toBeGreaterThanOrEqual(999);
        });
      }),
    );
  });
});
