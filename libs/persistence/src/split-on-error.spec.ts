import { DatabaseUnavailableError } from './errors.js';
import { splitOnError } from './split-on-error.js';

const pgError = (code: string): Error => Object.assign(new Error(code), { code, severity: 'ERROR' });
const items = Array.from({ length: 100 }, (_, i) => i);

/** The same, as something that answers later. */
const later =
  <I, O>(write: (items: I[]) => O[]) =>
  (items: I[]): Promise<O[]> =>
    new Promise((resolve) => resolve(write(items)));

/** A table that takes no item of `bad`. */
const tableWithout = (bad: number[], code = '22P02') => {
  const calls: number[][] = [];
  const write = later((group: number[]) => {
    calls.push(group);
    if (group.some((i) => bad.includes(i))) throw pgError(code);
    return group.map((i) => i * 10);
  });
  return { calls, write };
};

describe('splitOnError', () => {
  it('writes a good group once', async () => {
    const { calls, write } = tableWithout([]);
    const settled = await splitOnError(items, write);
    expect(settled.map((s) => s.ok && s.value)).toEqual(items.map((i) => i * 10));
    expect(calls).toHaveLength(1);
  });

  it('fails only the bad items, in few writes', async () => {
    const { calls, write } = tableWithout([37, 90], '23505');
    const settled = await splitOnError(items, write);
    expect(settled.flatMap((s, i) => (s.ok ? [] : [i]))).toEqual([37, 90]);
    expect(settled[36]).toEqual({ ok: true, value: 360 });
    expect(calls.length).toBeLessThan(30);
  });

  it('splits also when our own code trips over an item', async () => {
    const settled = await splitOnError(
      [1, 2],
      later((group) => {
        if (group.includes(2)) throw new TypeError('no');
        return group;
      }),
    );
    expect(settled.map((s) => s.ok)).toEqual([true, false]);
  });

  it.each([
    ['the database is away', new DatabaseUnavailableError(new Error('gone'))],
    ['the server shuts down', pgError('57P01')],
    ['the statement is wrong', pgError('42703')],
  ])('throws at once when %s', async (_, error) => {
    let calls = 0;
    const write = (): Promise<number[]> => {
      calls += 1;
      return Promise.reject(error);
    };
    await expect(splitOnError(items, write)).rejects.toBe(error);
    expect(calls).toBe(1);
  });

  it('tries a group again that met a deadlock', async () => {
    let calls = 0;
    const settled = await splitOnError(
      [1],
      later((group) => {
        if (++calls < 3) throw pgError('40P01');
        return group;
      }),
    );
    expect(settled).toEqual([{ ok: true, value: 1 }]);
  });
});
