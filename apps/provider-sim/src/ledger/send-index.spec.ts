import { SendIndex } from './send-index.js';

describe('the index of sends', () => {
  it('knows all positions of a key, each once, however many there are', () => {
    const index = new SendIndex();
    for (let i = 0; i < 10_000; i++) index.add(`key-${i % 2_000}`, Math.floor(i / 2) * 100);
    index.add('key-7', 999_999);
    index.add('key-7', 999_999);
    expect(index.positionsOf('key-7')).toEqual([300, 100_300, 200_300, 300_300, 400_300, 999_999]);
    expect(index.positionsOf('nobody')).toEqual([]);
  });

  it('forgets all', () => {
    const index = new SendIndex();
    index.add('a', 1);
    index.clear();
    expect(index.positionsOf('a')).toEqual([]);
    index.add('a', 2);
    expect(index.positionsOf('a')).toEqual([2]);
  });
});
