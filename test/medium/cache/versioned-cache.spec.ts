import type { Redis } from 'ioredis';
import { connectRedis, moveVersions, VersionedCache } from '#libs/cache';
import { dependencies, testTenant, until } from '#libs/testing';
import { freePort } from '../preferences/free-port.js';

const { redis: url } = dependencies({ redis: 'real' });

describe('a cache that asks Redis whether it is still right', () => {
  let redis: Redis;
  let loads: string[][];
  let store: Map<string, string>;
  let namespace: string;
  let cache: VersionedCache<string | undefined>;

  beforeAll(async () => {
    redis = connectRedis(url, { name: 'test' });
    await until(() => redis.ping());
  });

  beforeEach(() => {
    loads = [];
    namespace = testTenant();
    store = new Map([
      ['a', 'a1'],
      ['b', 'b1'],
    ]);
    cache = over(redis);
  });

  afterAll(() => redis.disconnect());

  const over = (connection: Redis, max = 100) =>
    new VersionedCache<string | undefined>(connection, {
      namespace,
      max,
      load: async (keys) => {
        loads.push(keys);
        return keys.map((key) => store.get(key));
      },
    });
  const get = async (...keys: string[]) => (await cache.getMany(keys)).values;

  it('loads what it has not, in one call, and answers in order', async () => {
    expect(await get('b', 'a', 'b', 'none')).toEqual(['b1', 'a1', 'b1', undefined]);
    expect(loads).toEqual([['b', 'a', 'none']]);
    expect(await get('a', 'b', 'none')).toEqual(['a1', 'b1', undefined]);
    expect(loads).toHaveLength(1);
  });

  it('loads again what has moved, and only that', async () => {
    await get('a', 'b');
    store.set('a', 'a2');
    await moveVersions(redis, namespace, ['a']);
    expect(await get('a', 'b')).toEqual(['a2', 'b1']);
    expect(loads.at(-1)).toEqual(['a']);
  });

  it('never keeps what was loaded before a change that moved while it was loading', async () => {
    const slow = new VersionedCache<string | undefined>(redis, {
      namespace,
      load: async () => {
        const read = store.get('a');
        store.set('a', 'a2');
        await moveVersions(redis, namespace, ['a']);
        return [read];
      },
    });
    expect((await slow.getMany(['a'])).values).toEqual(['a1']);
    expect((await slow.getMany(['a'])).values).toEqual(['a2']);
  });

  it('trusts nothing that it had before Redis lost its memory', async () => {
    await get('a');
    store.set('a', 'a2');
    await redis.del(`${namespace}:a`);
    expect(await get('a')).toEqual(['a2']);
    expect(await get('a')).toEqual(['a2']);
    expect(loads).toHaveLength(2);
  });

  it('lets other commands ride along', async () => {
    const { replies } = await cache.getMany(['a'], (pipeline) => pipeline.incr(`${namespace}:count`).ping());
    expect(replies).toEqual([1, 'PONG']);
  });

  it('loads everything and keeps nothing while Redis is away', async () => {
    const gone = connectRedis(`redis://127.0.0.1:${await freePort()}`, { name: 'test' });
    cache = over(gone);
    expect(await get('a')).toEqual(['a1']);
    expect(await get('a')).toEqual(['a1']);
    expect(loads).toHaveLength(2);
    expect((await cache.getMany(['a'])).replies).toBeNull();
    await expect(moveVersions(gone, namespace, ['a'])).rejects.toThrow();
    gone.disconnect();
  });

  it('keeps no more than it may', async () => {
    cache = over(redis, 1);
    await get('a');
    await get('b');
    await get('a');
    expect(loads).toHaveLength(3);
  });
});
