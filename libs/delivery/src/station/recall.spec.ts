import { jest } from '@jest/globals';
import { Recall, type Recalled } from './recall.js';

const NOTHING_WAITS: Recalled = { waiting: 0, isOpen: true, wantsTrial: false, health: 1 };

/** A database with so many parked records, in rows of so many, that notes how many were called at each tick. */
function ground(parked: number, perSecond?: number, aRow = 1) {
  const called: number[] = [];
  let state = NOTHING_WAITS;
  const batch = ([recalled]: [{ values: [string, string, number] }]): Promise<unknown> => {
    const records = Math.min(parked, Math.ceil(recalled.values[2] / aRow) * aRow);
    parked -= records;
    called.push(records);
    return Promise.resolve([[{ records }], []]);
  };
  const pace = perSecond === undefined ? undefined : { perSecond, take: () => Promise.reject(new Error('not asked')) };
  const parts = { db: { batch, schema: 's' }, clock: { now: () => Date.now() }, pace, log: { warn: () => {} } };
  const recall = new Recall(parts as never, 'key', () => state);
  return { recall, called, is: (now: Partial<Recalled>) => (state = { ...state, ...now }), left: () => parked };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('what was parked and is called back', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1_000);

  it('comes by the rate of the account, where it has one, in whatever rows it lies', async () => {
    for (const aRow of [1, 7, 300]) {
      const { recall, called } = ground(100_000, 200, aRow);
      recall.start();
      await pass(10);
      recall.stop();
      expect(sum(called)).toBeGreaterThan(1_900);
      expect(sum(called)).toBeLessThanOrEqual(2_000 + aRow);
    }
  });

  it('comes at a small rate, too', async () => {
    const { recall, called } = ground(1_000, 2);
    recall.start();
    await pass(10);
    expect(sum(called)).toBeGreaterThanOrEqual(18);
    expect(sum(called)).toBeLessThanOrEqual(20);
  });

  it('comes faster and faster without a rate, up to a bound', async () => {
    const { recall, called } = ground(1_000_000);
    recall.start();
    await pass(1);
    expect(sum(called)).toBeLessThan(1_000);
    await pass(9);
    expect(called.at(-1)).toBeGreaterThan(400);
    expect(Math.max(...called)).toBeLessThanOrEqual(500);
  });

  it('comes slower when calls fail, and not at all while enough waits', async () => {
    const { recall, called, is } = ground(1_000_000);
    recall.start();
    await pass(5);
    is({ health: 0.5 });
    await pass(2);
    expect(called.at(-1)).toBeLessThanOrEqual(50);
    is({ waiting: 2_000 });
    const before = sum(called);
    await pass(2);
    expect(sum(called)).toBe(before);
    is({ waiting: 0 });
    await pass(1);
    expect(sum(called)).toBeGreaterThan(before);
  });

  it('comes one at a time while the account is to be tried, and only for as long as nobody tries it', async () => {
    const { recall, called, is } = ground(1_000);
    is({ isOpen: false, wantsTrial: true });
    recall.startTrials(1_000);
    await pass(0.9);
    expect(called).toEqual([]);
    await pass(0.2);
    expect(called).toEqual([1]);
    await pass(5);
    expect(called).toEqual([1, 1]);
    is({ waiting: 1 });
    await pass(5);
    expect(called).toEqual([1, 1]);
    is({ wantsTrial: false });
    await pass(60);
    expect(called).toEqual([1, 1]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is not looked for again when nothing was parked', async () => {
    const { recall, called, is } = ground(0);
    is({ isOpen: false, wantsTrial: true });
    recall.startTrials(0);
    await pass(60);
    expect(called).toEqual([0]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is left alone when nothing is left, when the account closes again, and when the station ends', async () => {
    const ends = [({ recall }) => recall.stop(), ({ is }) => is({ isOpen: false })] as ((
      ground_: ReturnType<typeof ground>,
    ) => unknown)[];
    for (const end of ends) {
      const one = ground(1_000_000, 100);
      one.recall.start();
      await pass(1);
      end(one);
      const { length } = one.called;
      await pass(5);
      expect(one.called).toHaveLength(length);
    }
    const few = ground(15, 100);
    few.recall.start();
    await pass(10);
    expect(few.called).toEqual([10, 5, 0]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
