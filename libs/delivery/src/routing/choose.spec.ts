import fc from 'fast-check';
import { choose, type Candidate, type Standing } from './choose.js';

const candidate = (id: string, over: Partial<Candidate['account']> = {}, rest: Partial<Candidate> = {}): Candidate => ({
  account: { id, order: 1, cost: 0, weight: 1, ...over },
  standing: 'open',
  health: 1,
  ...rest,
});
const half = (): number => 0.5;
const idOf = (found: Candidate | undefined): string | undefined => found?.account.id;

describe('choosing an account', () => {
  test('by order, then by cost', () => {
    const all = [candidate('a', { order: 2 }), candidate('b', { cost: 3 }), candidate('c', { cost: 1 })];
    expect(idOf(choose(all, undefined, half))).toBe('c');
  });

  test('the next one where the best is shut or ill', () => {
    const [shut, ill] = [candidate('a', {}, { standing: 'shut' }), candidate('b', {}, { health: 0.3 })];
    expect(idOf(choose([shut, ill, candidate('c', { order: 9 })], undefined, half))).toBe('c');
  });

  test('the least bad where all are ill', () => {
    const all = [candidate('a', {}, { health: 0.1 }), candidate('b', { order: 2 }, { health: 0.4 })];
    expect(idOf(choose(all, undefined, half))).toBe('b');
    expect(idOf(choose([{ ...(all[1] as Candidate), standing: 'shut' }, all[0] as Candidate], undefined, half))).toBe(
      'a',
    );
  });

  test('one call tries the better one that wants it; a worse one is left alone', () => {
    const good = candidate('b', { order: 2 });
    expect(idOf(choose([candidate('a', {}, { standing: 'trial', health: 0 }), good], undefined, half))).toBe('a');
    expect(idOf(choose([candidate('c', { order: 3 }, { standing: 'trial' }), good], undefined, half))).toBe('b');
  });

  test('not who is to be avoided, unless all are', () => {
    const all = [candidate('a'), candidate('b', { order: 2 })];
    expect(idOf(choose(all, ['a'], half))).toBe('b');
    expect(idOf(choose(all, ['a', 'b'], half))).toBe('a');
    expect(choose([], undefined, half)).toBeUndefined();
  });

  test('those who are equally good share by weight and health', () => {
    const all = [
      candidate('a', { weight: 3 }),
      candidate('b', { weight: 1 }),
      candidate('c', { weight: 4 }, { health: 0.5 }),
    ];
    const shares = new Map<string, number>();
    for (let i = 0; i < 600; i++) {
      const id = idOf(choose(all, undefined, () => i / 600)) as string;
      shares.set(id, (shares.get(id) ?? 0) + 1);
    }
    expect(Object.fromEntries(shares)).toEqual({ a: 300, b: 100, c: 200 });
  });

  const anyone = fc.record({
    account: fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      order: fc.integer({ min: 1, max: 3 }),
      cost: fc.integer({ min: 0, max: 2 }),
      weight: fc.integer({ min: 1, max: 10 }),
    }),
    standing: fc.constantFrom<Standing>('open', 'trial', 'shut'),
    health: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const some = fc.uniqueArray(anyone, { selector: ({ account }) => account.id, minLength: 1 });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test('there is always somebody, untried where one is, and nobody better that is open and healthy', () => {
    fc.assert(
      fc.property(some, fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')), random, (all, avoid, r) => {
        const found = choose(all, avoid, () => r) as Candidate;
        expect(all).toContain(found);
        const untried = all.filter(({ account }) => !avoid.includes(account.id));
        const pool = untried.length > 0 ? untried : all;
        expect(pool).toContain(found);
        const healthy = pool.filter(({ standing, health }) => standing === 'open' && health >= 0.5);
        for (const { account } of healthy) {
          expect(account.order - found.account.order || account.cost - found.account.cost).toBeGreaterThanOrEqual(0);
        }
        if (pool.some(({ standing }) => standing === 'open')) expect(found.standing).not.toBe('shut');
      }),
    );
  });
});
