import fc from 'fast-check';
import type { Counter, Sheet } from './counters.js';
import { LocalCounters } from './local-counters.js';

const counter = (over: Partial<Counter> = {}): Counter => ({
  key: 'k',
  name: 'client',
  label: 'client',
  limit: 5,
  windowMs: 1_000,
  slides: true,
  ...over,
});
const one = (...counters: Counter[]): Sheet => ({
  counters,
  runs: [{ items: 1, counters: counters.map((_, i) => i) }],
});

/** Asks at these moments for one item each, and says which were admitted. */
async function admittedAt(times: readonly number[], rule: Counter): Promise<boolean[]> {
  let now = 0;
  const counters = new LocalCounters(() => now);
  const answers: boolean[] = [];
  for (now of times) {
    const [outcome] = await counters.take([one(rule)]);
    answers.push(outcome?.runs[0]?.admitted === 1);
  }
  return answers;
}

const times = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 120 }).map((gaps) =>
  gaps.map(
    (
      (at) => (gap: number) =>
        (at += gap)
    )(1_700_000_000_000),
  ),
);
const rules = fc.record({ limit: fc.integer({ min: 1, max: 20 }), windowMs: fc.integer({ min: 50, max: 3_000 }) });

describe('a limit', () => {
  it('never admits more than it says in any span of its length', () =>
    fc.assert(
      fc.asyncProperty(times, rules, async (at, rule) => {
        const admitted = await admittedAt(at, counter(rule));
        const taken = at.filter((_, i) => admitted[i]);
        for (const time of taken) {
          const within = taken.filter((other) => other > time - rule.windowMs && other <= time);
          expect(within.length).toBeLessThanOrEqual(rule.limit);
        }
      }),
    ));

  it('refuses nobody whom a log of every item would admit, a twentieth of the window later', () =>
    fc.assert(
      fc.asyncProperty(times, rules, async (at, rule) => {
        const admitted = await admittedAt(at, counter(rule));
        at.forEach((time, i) => {
          if (admitted[i]) return;
          const from = time - rule.windowMs * 1.05;
          const logged = at.filter((other, j) => j < i && admitted[j] && other > from).length;
          expect(logged).toBeGreaterThanOrEqual(rule.limit);
        });
      }),
    ));

  it('that came at once is free again a window later, and not before', async () => {
    const at = [0, 0, 0, 999, 1_000, 1_000, 1_000, 1_000].map((ms) => 1_700_000_000_333 + ms);
    const admitted = await admittedAt(at, counter({ limit: 3 }));
    expect(admitted).toEqual([true, true, true, false, true, true, true, false]);
  });

  it('never refuses what comes evenly and stays below it', async () => {
    const even = Array.from({ length: 500 }, (_, i) => 1_700_000_000_333 + i * 112);
    expect(await admittedAt(even, counter({ limit: 10 }))).not.toContain(false);
  });

  it('says truly when one more fits', () =>
    fc.assert(
      fc.asyncProperty(times, rules, fc.boolean(), async (at, rule, slides) => {
        let now = 0;
        const counters = new LocalCounters(() => now);
        const sheet = one(counter({ ...rule, slides }));
        for (now of at) {
          const [outcome] = await counters.take([sheet]);
          const wait = outcome?.standings[0]?.waitMs ?? 0;
          if (wait === 0) continue;
          now += wait;
          const [later] = await counters.take([sheet]);
          expect(later?.runs[0]?.admitted).toBe(1);
          return;
        }
      }),
    ));

  it('that is a quota is whole again at midnight, and not before', async () => {
    const midnight = Date.UTC(2026, 0, 2);
    const quota = counter({ limit: 2, windowMs: 86_400_000, slides: false });
    const at = [midnight - 3, midnight - 2, midnight - 1, midnight, midnight + 1, midnight + 2];
    expect(await admittedAt(at, quota)).toEqual([true, true, false, true, true, false]);
  });

  it('goes on where it was when the clock is put back', async () => {
    const at = [5_500, 5_500, 5_500, 5_500, 3_200, 3_200];
    expect(await admittedAt(at, counter())).toEqual([true, true, true, true, true, false]);
  });
});

describe('several limits', () => {
  it('are all looked at before any is counted', async () => {
    const counters = new LocalCounters(() => 1_000);
    const [client, user] = [counter({ key: 'client', limit: 3 }), counter({ key: 'user', limit: 1 })];
    for (let i = 0; i < 5; i++) await counters.take([one(client, user)]);
    const [outcome] = await counters.take([{ counters: [client, user], runs: [] }]);
    expect(outcome?.standings.map(({ left }) => left)).toEqual([2, 0]);
  });

  it('admit as many of a run as fit the tightest, and name it', async () => {
    const [client, tenant] = [counter({ key: 'client', limit: 7 }), counter({ key: 'tenant', limit: 4 })];
    const runs = [{ items: 10, counters: [0, 1] }];
    const [outcome] = await new LocalCounters(() => 1_000).take([{ counters: [client, tenant], runs }]);
    expect(outcome?.runs).toEqual([{ admitted: 4, full: 1 }]);
    expect(outcome?.standings.map(({ left }) => left)).toEqual([3, 0]);
  });
});
