import type { connectRedis } from '#libs/cache';
import { metrics } from '#libs/observability';
import { until } from '#libs/testing';
import type { Sheet, SheetOutcome } from './counters.js';
import { GuardedCounters } from './guarded-counters.js';
import { StandbyHere } from './standby-here.js';

const sheet: Sheet = {
  counters: [{ key: 'k', name: 'client', label: 'client', limit: 2, windowMs: 60_000, slides: true }],
  runs: [{ items: 1, counters: [0] }],
};

/** Redis as far as it is asked here: it answers, refuses or says nothing at all. */
class FakeRedis {
  status = 'ready';
  mood: 'well' | 'broken' | 'frozen' = 'well';
  asked = 0;

  take(): Promise<SheetOutcome[]> {
    this.asked += 1;
    if (this.mood === 'frozen') return new Promise((_, reject) => setImmediate(() => reject(new Error('timed out'))));
    return this.mood === 'well' ? Promise.resolve([{ runs: [{ admitted: 1 }], standings: [] }]) : this.refuse();
  }

  ping(): Promise<string> {
    return this.mood === 'well' && this.status === 'ready' ? Promise.resolve('PONG') : this.refuse();
  }

  private refuse(): Promise<never> {
    return Promise.reject(new Error('gone'));
  }
}

describe('limits while Redis is away', () => {
  let lines: string[];
  let standby: StandbyHere;
  let connections = 0;
  const guarded = (redis: FakeRedis) =>
    new GuardedCounters(`${++connections}`, redis as unknown as ReturnType<typeof connectRedis>, redis, standby);
  const isLocal = async () => (await metrics.limiterIsLocal.get()).values[0]?.value;

  beforeEach(() => {
    lines = [];
    const log = { warn: (_: object, line: string) => lines.push(line), info: (line: string) => lines.push(line) };
    standby = new StandbyHere(undefined, log);
  });

  it.each(['broken', 'frozen'] as const)('are counted here (Redis is %s), and it is asked once', async (mood) => {
    const redis = new FakeRedis();
    const counters = guarded(redis);
    await counters.take([sheet]);
    redis.mood = mood;
    const outcomes = [];
    for (let i = 0; i < 5; i++) outcomes.push(...(await counters.take([sheet])));
    expect(outcomes.map(({ runs }) => runs[0]?.admitted)).toEqual([1, 1, 0, 0, 0]);
    expect(redis.asked).toBe(2);
    expect(await isLocal()).toBe(1);
    redis.mood = 'well';
    await until(async () => (await isLocal()) === 0);
    await counters.take([sheet]);
    expect(redis.asked).toBe(3);
    expect(lines).toHaveLength(2);
  });

  it('are not asked of a connection that is not there', async () => {
    const redis = new FakeRedis();
    redis.status = 'reconnecting';
    await guarded(redis).take([sheet]);
    expect(redis.asked).toBe(0);
    redis.status = 'end'; // nobody looks for it any more
  });

  it('are told of once for all connections, and begin anew when the last is back', async () => {
    const [one, two] = [new FakeRedis(), new FakeRedis()];
    const both = [guarded(one), guarded(two)];
    for (const redis of [one, two]) redis.mood = 'broken';
    for (const counters of both) await counters.take([sheet]);
    expect(lines).toHaveLength(1);
    one.mood = 'well';
    await until(async () => {
      const before = one.asked;
      await both[0]?.take([sheet]);
      return one.asked > before;
    });
    expect([lines.length, await isLocal()]).toEqual([1, 1]);
    two.mood = 'well';
    await until(() => lines.length === 2);
    const [outcome] = await standby.take([sheet]);
    expect(outcome?.standings[0]?.left).toBe(1);
  });
});
