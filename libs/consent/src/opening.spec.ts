import { afterOpening } from './opening.js';

const MINUTE = 60_000;
const end = new Date('2026-06-02T05:00:00Z');
const ids = Array.from({ length: 1_000 }, (_, i) => `user-${i}`);

describe('the moment after quiet hours', () => {
  it.each([1, 0.1])('is spread over ten whole minutes (times %d), with at most a fifth in any one', (factor) => {
    const counts = new Map<number, number>();
    for (const id of ids) {
      const minute = (afterOpening(end, id, factor).getTime() - end.getTime()) / (MINUTE * factor);
      counts.set(minute, (counts.get(minute) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(ids.length / 5);
  });

  it('is the same each time it is asked for, and of every instance', () => {
    const moments = () => ids.map((id) => afterOpening(end, id, 1).getTime());
    expect(moments()).toEqual(moments());
    // As it was told to whoever asked before: it must not move with a release.
    expect(ids.slice(0, 5).map((id) => (afterOpening(end, id, 1).getTime() - end.getTime()) / MINUTE)).toEqual([
      3, 2, 7, 2, 1,
    ]);
  });
});
