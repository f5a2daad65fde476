import { jest } from '@jest/globals';
import { Rush } from './rush.js';

describe('a rush of bulks', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const aRush = () => {
    const rush = new Rush();
    const ends: number[] = [];
    rush.onEnd(() => ends.push(Date.now()));
    const bulk = (ms: number) => rush.during(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));
    return { rush, ends, bulk };
  };

  it('lasts from the first bulk to a lull, however many follow each other', async () => {
    const { rush, ends, bulk } = aRush();
    expect(rush.on).toBe(false);
    const from = Date.now();
    void bulk(100);
    await jest.advanceTimersByTimeAsync(110);
    void bulk(100);
    await jest.advanceTimersByTimeAsync(100);
    expect([rush.on, ends]).toEqual([true, []]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([rush.on, ends]).toEqual([false, [from + 240]]);
  });

  it('is over in five seconds even if bulks do not end, and begins again after a lull only', async () => {
    const { rush, ends, bulk } = aRush();
    void bulk(7_000);
    await jest.advanceTimersByTimeAsync(5_000);
    expect([rush.on, ends.length]).toEqual([false, 1]);
    void bulk(3_000);
    expect(rush.on).toBe(false);
    await jest.advanceTimersByTimeAsync(3_100);
    void bulk(10);
    expect([rush.on, ends.length]).toEqual([true, 1]);
    await jest.advanceTimersByTimeAsync(100);
    expect([rush.on, ends.length]).toEqual([false, 2]);
  });

  it('goes on when a bulk fails', async () => {
    const { rush, ends } = aRush();
    await expect(rush.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await jest.advanceTimersByTimeAsync(30);
    expect([rush.on, ends.length]).toEqual([false, 1]);
  });
});
