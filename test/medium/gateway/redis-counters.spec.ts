/** The script in Redis and the counters in memory are one algorithm, told twice. */
import fc from 'fast-check';
import { connectRedis } from '#libs/cache';
import { dependencies, testTenant, until } from '#libs/testing';
import type { Counter } from '../../../apps/gateway/src/limits/counting/counters.js';
import { LocalCounters } from '../../../apps/gateway/src/limits/counting/local-counters.js';
import { RedisCounters } from '../../../apps/gateway/src/limits/counting/redis-counters.js';

const { redis: url } = dependencies({ redis: 'real' });

const rules = fc.array(
  fc.record({
    limit: fc.integer({ min: 1, max: 12 }),
    windowMs: fc.integer({ min: 5_000, max: 60_000 }),
    slides: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);
const calls = fc.array(
  fc.record({
    after: fc.integer({ min: -500, max: 20_000 }),
    runs: fc.array(
      fc.record({
        items: fc.integer({ min: 0, max: 9 }),
        which: fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
      }),
      { maxLength: 4 },
    ),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('counters in Redis', () => {
  let redis: ReturnType<typeof connectRedis>;
  beforeAll(async () => {
    redis = connectRedis(url, { name: 'test', commandTimeoutMs: 5_000 });
    await until(() => redis.status === 'ready');
  });
  afterAll(() => redis.disconnect());

  const countersOf = (all: readonly Pick<Counter, 'limit' | 'windowMs' | 'slides'>[]): Counter[] => {
    const tenant = testTenant();
    return all.map((rule, i) => ({ ...rule, key: `limit:{${tenant}}:${i}`, name: 'client', label: 'client' }));
  };

  it('answer as those in memory do, whatever is asked and whenever', async () => {
    await fc.assert(
      fc.asyncProperty(rules, calls, async (all, asked) => {
        const counters = countersOf(all);
        let now = 1_700_000_000_000;
        const [shared, local] = [new RedisCounters(redis, () => now), new LocalCounters(() => now)];
        for (const { after, runs } of asked) {
          now += after;
          const sheet = {
            counters,
            runs: runs.map(({ items, which }) => ({
              items,
              counters: [...new Set(which.map((place) => place % counters.length))],
            })),
          };
          expect(await shared.take([sheet])).toEqual(await local.take([sheet]));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('count thousands of users in one call', async () => {
    const counters = countersOf(Array.from({ length: 3_000 }, () => ({ limit: 1, windowMs: 60_000, slides: true })));
    const runs = counters.map((_, place) => ({ items: 2, counters: [place] }));
    const [outcome] = await new RedisCounters(redis).take([{ counters, runs }]);
    expect(new Set(outcome?.runs.map(({ admitted }) => admitted))).toEqual(new Set([1]));
  });

  it('go on when Redis has forgotten the script, and let their keys expire', async () => {
    const counters = countersOf([{ limit: 5, windowMs: 60_000, slides: true }]);
    const take = () => new RedisCounters(redis).take([{ counters, runs: [{ items: 1, counters: [0] }] }]);
    await take();
    await redis.script('FLUSH');
    const [outcome] = await take();
    expect(outcome?.standings[0]?.left).toBe(3);
    const ttl = await redis.pttl(counters[0]!.key);
    expect(ttl).toBeGreaterThan(30_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
  });
});
