import { FreshValues } from './fresh-values.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A store whose answers come when they are let go, with what was in it when they were asked for. */
function slowStore() {
  const stored = new Map<string, string>();
  const waiting: (() => void)[] = [];
  const reads: string[][] = [];
  const load = (keys: string[]): Promise<string[]> => {
    reads.push(keys);
    const found = keys.map((key) => stored.get(key) ?? 'nothing');
    return new Promise((resolve) => waiting.push(() => resolve(found)));
  };
  const answer = async (): Promise<void> => {
    await tick();
    for (const go of waiting.splice(0)) go();
  };
  return { stored, reads, load, answer };
}

const allOf = (values: FreshValues<string>, ...keys: string[]) =>
  Promise.all(keys.map((key) => Promise.resolve(values.of(key))));

describe('what is kept in memory', () => {
  it('is read once for ten seconds, and those that are asked for together in one go', async () => {
    const { stored, reads, load, answer } = slowStore();
    let now = 0;
    const values = new FreshValues(load, () => now);
    stored.set('a', '1');
    const both = allOf(values, 'a', 'b');
    await answer();
    expect(await both).toEqual(['1', 'nothing']);
    now = 9_999;
    expect(values.of('a')).toBe('1');
    expect(reads).toEqual([['a', 'b']]);
    now = 10_000;
    expect(values.of('a')).toBeInstanceOf(Promise);
  });

  it.each<[string, (values: FreshValues<string>) => void]>([
    ['one', (values) => values.forget('a')],
    ['all', (values) => values.forget()],
    ['those that are so', (values) => values.forgetThose((value) => value === 'old')],
  ])('does not come back by a load that had begun before %s was forgotten', async (_, forget) => {
    const { stored, load, answer } = slowStore();
    const values = new FreshValues(load);
    stored.set('a', 'old');
    const early = allOf(values, 'a');
    await tick();
    stored.set('a', 'new');
    forget(values);
    const late = allOf(values, 'a');
    await answer();
    expect(await Promise.all([early, late])).toEqual([['old'], ['new']]);
    expect(values.of('a')).toBe('new');
  });

  it.each<[string, (values: FreshValues<string>) => void]>([
    ['by its key', (values) => values.forget('a')],
    ['by what it is', (values) => values.forgetThose((value) => value === '1')],
  ])('is forgotten %s, and the rest is not', async (_, forget) => {
    const { stored, load, answer } = slowStore();
    const values = new FreshValues(load);
    stored.set('a', '1').set('b', '2');
    const both = allOf(values, 'a', 'b');
    await answer();
    await both;
    forget(values);
    expect(values.of('a')).toBeInstanceOf(Promise);
    expect(values.of('b')).toBe('2');
  });

  it('is not kept when it could not be read', async () => {
    let fails = true;
    const values = new FreshValues((keys) => (fails ? Promise.reject(new Error('away')) : Promise.resolve(keys)));
    await expect(values.of('a')).rejects.toThrow('away');
    fails = false;
    expect(await values.of('a')).toBe('a');
  });
});
