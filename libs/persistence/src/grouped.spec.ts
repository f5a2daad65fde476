import { grouped } from './grouped.js';

/** The same, as something that answers later. */
const later =
  <I, O>(write: (items: I[]) => O[]) =>
  (items: I[]): Promise<O[]> =>
    new Promise((resolve) => resolve(write(items)));

const deferred = () => Promise.withResolvers<void>();
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('grouped', () => {
  it('joins what arrives in one tick, and answers each its own', async () => {
    const groups: number[][] = [];
    const double = grouped<number, number>(later((items) => (groups.push(items), items.map((n) => 2 * n))));
    await expect(Promise.all([double(1), double(2), double(3)])).resolves.toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  it('joins what arrives while the last writes run', async () => {
    const groups: number[][] = [];
    const gate = deferred();
    const write = grouped<number, void>(
      async (items) => {
        groups.push(items);
        await gate.promise;
        return items.map(() => undefined);
      },
      { inFlight: 1 },
    );
    const all = [write(1)];
    await tick();
    all.push(write(2), write(3));
    await tick();
    all.push(write(4));
    expect(groups).toEqual([[1]]);
    gate.resolve();
    await Promise.all(all);
    expect(groups).toEqual([[1], [2, 3, 4]]);
  });

  it('waits for company only when it has just written, and never with a full group', async () => {
    const groups: number[][] = [];
    const collect = later((items: number[]) => (groups.push(items), items.map(() => undefined)));
    const write = grouped<number, void>(collect, { max: 3, apartMs: 60_000 });
    await write(1);
    void write(2);
    await tick();
    expect(groups).toEqual([[1]]);
    await Promise.all([write(3), write(4)]);
    expect(groups).toEqual([[1], [2, 3, 4]]);
  });

  it('is full by size as well as by number', async () => {
    const groups: string[][] = [];
    const collect = later((items: string[]) => (groups.push(items), items.map(() => undefined)));
    const write = grouped<string, void>(collect, {
      apartMs: 60_000,
      bytes: { of: (text) => text.length, max: 4 },
    });
    await write('first');
    void write('ab');
    await tick();
    expect(groups).toEqual([['first']]);
    await write('cd');
    expect(groups).toEqual([['first'], ['ab', 'cd']]);
    void write('e');
    await tick();
    expect(groups).toHaveLength(2);
  });

  it('writes what waited for company when its time has come', async () => {
    const groups: number[][] = [];
    const collect = later((items: number[]) => (groups.push(items), items.map(() => undefined)));
    const write = grouped<number, void>(collect, { apartMs: 5 });
    await write(1);
    await Promise.all([write(2), write(3)]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  it('keeps to its bounds', async () => {
    const groups: number[][] = [];
    const collect = later((items: number[]) => (groups.push(items), items.map(() => undefined)));
    const bytes = { of: (n: number) => n, max: 10 };
    const write = grouped<number, void>(collect, { max: 3, inFlight: 1, bytes });
    await Promise.all([1, 1, 1, 1, 9, 2, 50, 1].map(write));
    expect(groups).toEqual([[1, 1, 1], [1, 9], [2], [50], [1]]);
  });

  it('fails the group that fails, and goes on', async () => {
    const write = grouped<number, number>(
      later((items) => {
        if (items.includes(13)) throw new Error('unlucky');
        return items;
      }),
    );
    const results = await Promise.allSettled([write(1), write(13)]);
    expect(results.map((r) => r.status)).toEqual(['rejected', 'rejected']);
    await expect(write(2)).resolves.toBe(2);
  });

  it('does not mistake too few answers for success', async () => {
    const write = grouped<number, number>(later(() => []));
    await expect(write(1)).rejects.toThrow('a group of 1 got 0 results');
  });
});
