import { breathe } from './breathe.js';

describe('long work that breathes', () => {
  it('goes on one at a time, each in a turn of the event loop of its own', async () => {
    let turn = 0;
    const tick = (): void => {
      turn += 1;
      if (turn < 20) setImmediate(tick);
    };
    setImmediate(tick);
    const turns = await Promise.all(Array.from({ length: 5 }, () => breathe().then(() => turn)));
    expect(new Set(turns).size).toBe(5);
  });
});
