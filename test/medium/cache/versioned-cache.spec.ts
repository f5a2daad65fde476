import { connectRedis, moveVersions, ServerRun, VersionedCache } from '#libs/cache';
import { dependencies, testTenant, until } from '#libs/testing';

const { redis: url } = dependencies({ redis: 'real' });

describe('the versioned cache', () => {
  let redis: ReturnType<typeof connectRedis>;
  let namespace: string;
  let stored: Map<string, string>;
  let loads: string[][];

  beforeEach(async () => {
    redis = connectRedis(url, { name: 'test' });
    await until(() => redis.status === 'ready');
    namespace = testTenant();
    stored = new Map([
      ['ada', 'A1'],
      ['bob', 'B1'],
    ]);
    loads = [];
  });
  afterEach(() => redis.disconnect());

  const load = (keys: string[]) => {
    loads.push(keys);
    return Promise.resolve(keys.map((key) => stored.get(key)));
  };
  const cache = (more: { max?: number; ttlMs?: number; now?: () => number } = {}) =>
    new VersionedCache(redis, { namespace, load, ...more });
  const values = async (from: VersionedCache<string | undefined>, ...keys: string[]) =>
    (await from.getMany(keys)).values;

  it('loads once, all at once, in order, duplicates too', async () => {
    const users = cache();
    await expect(values(users, 'bob', 'ada', 'bob', 'nobody')).resolves.toEqual(['B1', 'A1', 'B1', undefined]);
    await expect(values(users, 'ada', 'bob')).resolves.toEqual(['A1', 'B1']);
    expect(loads).toEqual([['bob', 'ada', 'nobody']]);
  });

  it('never answers what was before a version moved, in any instance', async () => {
    const [here, there] = [cache(), cache()];
    await values(here, 'ada', 'bob');
    await values(there, 'ada', 'bob');
    stored.set('ada', 'A2');
    await moveVersions(redis, namespace, ['ada']);
    await expect(values(here, 'ada', 'bob')).resolves.toEqual(['A2', 'B1']);
    await expect(values(there, 'ada', 'bob')).resolves.toEqual(['A2', 'B1']);
    expect(loads.slice(2)).toEqual([['ada'], ['ada']]);
  });

  it('does not keep as new what was read before the version moved', async () => {
    let changeMeanwhile: (() => Promise<void>) | undefined = async () => {
      stored.set('ada', 'A2');
      await moveVersions(redis, namespace, ['ada']);
    };
    const users = new VersionedCache(redis, {
      namespace,
      load: async (keys) => {
        const before = await load(keys);
        await changeMeanwhile?.();
        changeMeanwhile = undefined;
        return before;
      },
    });
    await values(users, 'ada');
    await expect(values(users, 'ada')).resolves.toEqual(['A2']);
  });

  it('trusts nothing after Redis has lost its versions', async () => {
    const users = cache();
    await values(users, 'ada');
    await redis.del(`${namespace}:ada`);
    stored.set('ada', 'A2');
    await expect(values(users, 'ada')).resolves.toEqual(['A2']);
  });

  it('loads everything while Redis is away, says so, and trusts nothing kept before when it is back', async () => {
    const users = cache();
    await values(users, 'ada');
    redis.disconnect();
    await until(() => redis.status === 'end');
    stored.set('ada', 'A2'); // and nobody could move the version
    await expect(users.getMany(['ada'])).resolves.toEqual({ values: ['A2'], replies: null });
    await expect(moveVersions(redis, namespace, ['ada'])).rejects.toThrow();
    await redis.connect();
    await expect(values(users, 'ada')).resolves.toEqual(['A2']);
  });

  it('keeps nothing that was read across a break: Redis may come back with an old version', async () => {
    const name = `${namespace}:ada`;
    let whileLoading: (() => Promise<void>) | undefined = async () => {
      const version = await redis.get(name);
      stored.set('ada', 'A2');
      await moveVersions(redis, namespace, ['ada']);
      redis.disconnect();
      await until(() => redis.status === 'end');
      await redis.connect();
      await redis.set(name, version ?? ''); // as from a snapshot, or from a replica that had not heard of it
    };
    const users = new VersionedCache(redis, {
      namespace,
      load: async (keys) => {
        const before = await load(keys);
        await whileLoading?.();
        whileLoading = undefined;
        return before;
      },
    });
    await values(users, 'ada');
    await expect(values(users, 'ada')).resolves.toEqual(['A2']);
  });

  it('loads only what has a version already: one that is lost while it loads is not made again for what is old', async () => {
    let whileLoading: (() => Promise<void>) | undefined = async () => {
      stored.set('ada', 'A2');
      await moveVersions(redis, namespace, ['ada']);
      await redis.del(`${namespace}:ada`);
    };
    const users = new VersionedCache(redis, {
      namespace,
      load: async (keys) => {
        const before = await load(keys);
        await whileLoading?.();
        whileLoading = undefined;
        return before;
      },
    });
    await values(users, 'ada');
    await expect(values(users, 'ada')).resolves.toEqual(['A2']);
  });

  it('serves what is cached while the rest cannot be loaded', async () => {
    let away = false;
    const users = new VersionedCache(redis, {
      namespace,
      load: (keys) => (away ? Promise.reject(new Error('away')) : load(keys)),
    });
    await values(users, 'ada');
    away = true;
    const { values: found, error } = await users.findMany(['ada', 'bob']);
    expect([...found]).toEqual([['ada', 'A1']]);
    expect(error).toMatchObject({ message: 'away' });
    await expect(users.getMany(['ada', 'bob'])).rejects.toThrow('away');
  });

  describe('with copies in Redis', () => {
    const shared = () => ({
      namespace: `${namespace}.copies`,
      seal: (_: string, value: string | undefined) => value && `sealed ${value}`,
      open: (_: string, sealed: string) => sealed.replace('sealed ', ''),
    });
    const sharing = async (through = redis) => {
      const tiers: string[] = [];
      const onFound = (tier: string, count: number) => void tiers.push(`${count} ${tier}`);
      const users = new VersionedCache(through, { namespace, load, shared: shared(), onFound });
      await until(() => ServerRun.of(through).id);
      return { users, tiers };
    };
    const copied = () => until(() => redis.get(`${namespace}.copies:ada`));

    it('finds in them what another instance has loaded', async () => {
      const [here, there] = [await sharing(), await sharing()];
      await values(here.users, 'ada', 'nobody');
      await copied();
      await expect(values(there.users, 'ada', 'nobody')).resolves.toEqual(['A1', undefined]);
      await values(there.users, 'ada');
      expect(there.tiers).toEqual(['1 redis', '1 load', '1 memory']);
      expect(loads).toEqual([['ada', 'nobody'], ['nobody']]);
    });

    it('keeps a copy for five minutes at most', async () => {
      const { users } = await sharing();
      await values(users, 'ada');
      await copied();
      const ttl = await redis.ttl(`${namespace}.copies:ada`);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(300);
    });

    it('uses none of another version', async () => {
      const [here, there] = [await sharing(), await sharing()];
      await values(here.users, 'ada');
      await copied();
      stored.set('ada', 'A2');
      await moveVersions(redis, namespace, ['ada']);
      await expect(values(there.users, 'ada')).resolves.toEqual(['A2']);
    });

    it('uses none of an earlier run of the server, however right its version looks', async () => {
      const { users } = await sharing();
      await values(users, 'ada');
      const text = await copied();
      stored.set('ada', 'A2');
      const run = ServerRun.of(redis).id ?? '';
      await redis.set(`${namespace}.copies:ada`, text.replace(run, 'f'.repeat(40)));
      await expect(values((await sharing()).users, 'ada')).resolves.toEqual(['A2']);
    });
  });

  it('takes other commands along', async () => {
    const counter = `${namespace}:count`;
    const looked = await cache().getMany(['ada'], (pipeline) => pipeline.incr(counter).incr(counter));
    expect(looked).toEqual({ values: ['A1'], replies: [1, 2] });
    await expect(cache().getMany([], (pipeline) => pipeline.incr(counter))).resolves.toEqual({
      values: [],
      replies: [3],
    });
  });

  it('keeps no more than so many, the last used, and not too long', async () => {
    let now = 0;
    const users = cache({ max: 2, ttlMs: 100, now: () => now });
    for (const key of ['ada', 'bob', 'ada', 'cy', 'ada', 'bob']) await values(users, key);
    expect(loads).toEqual([['ada'], ['bob'], ['cy'], ['bob']]);
    now = 100;
    await values(users, 'ada');
    expect(loads).toHaveLength(5);
  });
});
