/** The rate of an account over a real Redis: all instances together. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { connectRedis } from '#libs/cache';
import { SharedPace } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { silentLog, type Log } from '#libs/messaging';
import { dependencies } from '#libs/testing';

const { redis: url } = dependencies({ redis: 'real' });

describe('the rate of an account', () => {
  const connections: Redis[] = [];
  const anInstance = async (over: Partial<ConstructorParameters<typeof SharedPace>[0]> = {}): Promise<SharedPace> => {
    const redis = connectRedis(url, { name: 'pace' });
    connections.push(redis);
    await new Promise<void>((resolve) => redis.once('ready', () => resolve()));
    return new SharedPace({
      redis,
      key: `pace:{${uuidv7()}}`,
      perSecond: 200,
      critical: false,
      log: silentLog,
      ...over,
    });
  };
  afterEach(() => connections.splice(0).forEach((redis) => redis.disconnect()));

  /** Takes all that it is given until the time is up; when each was given. */
  async function drain(pace: SharedPace, untilMs: number): Promise<number[]> {
    const times: number[] = [];
    while (performance.now() < untilMs) {
      const { count, waitMs } = await pace.take(50);
      for (let i = 0; i < count; i++) times.push(performance.now());
      if (waitMs > 0) await pause(waitMs);
    }
    return times;
  }

  test('is shared by all instances, and critical has a part that nobody else can use up', async () => {
    const key = `pace:{${uuidv7()}}`;
    const [one, other] = [await anInstance({ key }), await anInstance({ key })];
    const end = performance.now() + 1_000;
    const [ofOne, ofOther] = await Promise.all([drain(one, end), drain(other, end)]);
    const common = ofOne.length + ofOther.length;
    expect(common).toBeLessThanOrEqual(160 + 1);
    expect(common).toBeGreaterThan(100);
    const critical = await anInstance({ key, critical: true });
    const { count } = await critical.take(50);
    expect(count).toBeGreaterThanOrEqual(4); // of its own share, though the others' is used up
  });

  test('critical may use what the others leave', async () => {
    const critical = await anInstance({ critical: true });
    const end = performance.now() + 1_000;
    const { length } = await drain(critical, end);
    expect(length).toBeLessThanOrEqual(200 + 2);
    expect(length).toBeGreaterThan(140);
  });

  test('is kept by each instance for itself while Redis is away: said once, and nothing fails', async () => {
    const told: unknown[] = [];
    const log: Log = { ...silentLog, warn: (...words: unknown[]) => void told.push(words) };
    const pace = await anInstance({ log });
    connections[0]?.disconnect();
    const end = performance.now() + 500;
    const { length } = await drain(pace, end);
    expect(length).toBeGreaterThan(40);
    expect(length).toBeLessThanOrEqual(100);
    expect(told).toHaveLength(1);
  });
});
