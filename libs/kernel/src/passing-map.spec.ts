import { leftBehindByEach } from '#libs/testing';
import { PassingMap } from './passing-map.js';

describe('a map for what comes and goes', () => {
  it('holds what a Map holds', () => {
    const map = new PassingMap<string, number>().set('a', 1).set('b', 2).set('a', 3);
    expect([...map]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    expect([...map.values()]).toEqual([3, 2]);
    expect([map.size, map.get('a'), map.has('b'), map.get('c')]).toEqual([2, 3, true, undefined]);
    expect([map.delete('a'), map.delete('a'), map.has('a'), map.size]).toEqual([true, false, false, 1]);
  });

  it('goes on where something leaves while it is gone through', () => {
    const map = new PassingMap<number, string>().set(1, 'a').set(2, 'b').set(3, 'c');
    const seen: string[] = [];
    map.forEach((value, key) => {
      seen.push(value);
      map.delete(key);
    });
    expect(seen).toEqual(['a', 'b', 'c']);
    map.set(4, 'd').clear();
    expect([...map]).toEqual([]);
  });

  it('leaves nothing of them to the collection of the whole heap', async () => {
    // Small enough that V8 has no reason to collect all of its heap in between.
    const passThrough = (map: PassingMap<number, number[]> | Map<number, number[]>) => {
      let n = 0;
      return () => void (map.set(n, new Array<number>(500).fill(n)), map.delete(n++ - 3));
    };
    await expect(leftBehindByEach(passThrough(new PassingMap()))).resolves.toBeLessThan(500);
    // When this no longer holds, V8 has learned it, and a Map will do.
    await expect(leftBehindByEach(passThrough(new Map()))).resolves.toBeGreaterThan(1_000);
  });
});
