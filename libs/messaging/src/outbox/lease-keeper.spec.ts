import { LeaseKeeper } from './lease-keeper.js';

describe('the lease keeper', () => {
  it('prolongs what is held for long, again and again, and nothing else', async () => {
    let now = 0;
    const prolonged: string[][] = [];
    const keeper = new LeaseKeeper(
      900,
      (ids) => Promise.resolve(prolonged.push(ids)),
      () => now,
    );
    keeper.add('a');
    now = 200;
    keeper.add('b');
    await keeper.tick();
    expect(prolonged).toEqual([]);
    now = 350;
    await keeper.tick();
    now = 500;
    await keeper.tick();
    keeper.remove('b');
    now = 650;
    await keeper.tick();
    expect(prolonged).toEqual([['a'], ['b'], ['a']]);
    keeper.stop();
  });

  it('knows what it may have lost: what could not be prolonged in time', async () => {
    let now = 0;
    let away = true;
    const keeper = new LeaseKeeper(
      900,
      () => (away ? Promise.reject(new Error('away')) : Promise.resolve()),
      () => now,
    );
    expect(keeper.isHeld('a')).toBe(false);
    keeper.add('a');
    now = 500;
    await keeper.tick();
    expect(keeper.isHeld('a')).toBe(true);
    now = 700;
    expect(keeper.isHeld('a')).toBe(false);
    away = false;
    await keeper.tick();
    expect(keeper.isHeld('a')).toBe(true);
    keeper.stop();
  });

  it('goes on when the database is away', async () => {
    let now = 0;
    const keeper = new LeaseKeeper(
      900,
      () => Promise.reject(new Error('away')),
      () => now,
    );
    keeper.add('a');
    now = 300;
    await expect(keeper.tick()).resolves.toBeUndefined();
    keeper.stop();
  });
});
