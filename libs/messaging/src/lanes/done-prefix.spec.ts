import { DonePrefix } from './done-prefix.js';

const prefixOf = (...offsets: number[]): DonePrefix => {
  const prefix = new DonePrefix();
  for (const offset of offsets) prefix.add(offset, 0);
  return prefix;
};

describe('the done prefix', () => {
  it('ends before the first record that is not done', () => {
    const prefix = prefixOf(3, 4, 7, 8);
    expect(prefix.committable).toBeUndefined();
    prefix.done(4);
    expect(prefix.committable).toBeUndefined();
    prefix.done(3);
    expect(prefix.committable).toBe(5);
    prefix.done(7);
    expect(prefix.committable).toBe(8);
    expect(prefix.open).toBe(1);
  });

  it('has nothing to commit again after a commit', () => {
    const prefix = prefixOf(1, 2, 3);
    prefix.done(1);
    prefix.done(3);
    prefix.committed(2);
    expect(prefix.committable).toBeUndefined();
    prefix.done(2);
    expect(prefix.committable).toBe(4);
  });

  it('counts a record once, however often it is done', () => {
    const prefix = prefixOf(1, 2);
    prefix.done(1);
    prefix.done(1);
    prefix.done(99);
    expect(prefix.open).toBe(1);
    expect(prefix.isDone(1)).toBe(true);
    expect(prefix.isDone(2)).toBe(false);
  });

  it('tells what was done and not committed', () => {
    const prefix = prefixOf(1, 2, 3);
    prefix.done(1);
    prefix.done(3);
    expect([...prefix.handled().keys()]).toEqual([1, 3]);
    prefix.committed(2);
    expect([...prefix.handled().keys()]).toEqual([3]);
  });

  it('begins anew where the offsets do', () => {
    const prefix = prefixOf(7, 8, 9);
    prefix.done(7);
    prefix.add(1, 0);
    prefix.add(2, 0);
    prefix.done(8);
    expect(prefix.committable).toBeUndefined();
    expect(prefix.open).toBe(2);
    prefix.done(1);
    expect(prefix.committable).toBe(2);
  });

  it('keeps what is before records that come again', () => {
    const prefix = prefixOf(3, 4, 5, 6);
    prefix.done(3);
    prefix.done(5);
    prefix.add(5, 0);
    prefix.add(6, 0);
    expect(prefix.open).toBe(3);
    prefix.done(5);
    prefix.done(6);
    expect(prefix.committable).toBe(4);
    prefix.done(4);
    expect(prefix.committable).toBe(7);
    expect(prefix.open).toBe(0);
  });

  it('goes on over records that were done before they came', () => {
    const prefix = new DonePrefix();
    prefix.add(1, 0, true);
    prefix.add(2, 0);
    expect(prefix.committable).toBe(2);
    expect(prefix.open).toBe(1);
  });
});
