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
    const passThrough = (map: PassingMap<number, Buffer> | Map<number, Buffer>) => {
      let n = 0;
      return () => void (map.set(n, Buffer.alloc(40_000)), map.delete(n++ - 3));
    };
    await expect(leftBehindByEach(passThrough(new PassingMap()))).resolves.toBeLessThan(1_000);
    // When this no longer holds, V8 has learned it, and a Map will do.
    await expect(leftBehindByEach(passThrough(new Map()))).resolves.toBeGreaterThan(10_000);
  });
});
