import { RecentMap } from './recent-map.js';

describe('a map of recent entries', () => {
  it('keeps at least the last ones, and at most twice as many', () => {
    const map = new RecentMap<number>(10);
    for (let i = 0; i < 35; i++) map.set(`k${i}`, i);
    const kept = Array.from({ length: 35 }, (_, i) => map.get(`k${i}`)).filter((value) => value !== undefined);
    expect(kept).toEqual(expect.arrayContaining([25, 26, 27, 28, 29, 30, 31, 32, 33, 34]));
    expect(kept.length).toBeLessThanOrEqual(20);
  });
});
