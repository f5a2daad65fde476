import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { NO_PREFERENCES, type Profile, type UserKey } from '#libs/contracts';
import { LocalKeys, Vault } from '#libs/vault';
import { until } from '#libs/testing';
import { CachedRecipients, type RecipientSources } from './cached-recipients.js';
import { guard } from './guarded.js';

const vault = new Vault(new LocalKeys([{ id: 'k1', key: randomBytes(32) }]));

/** As much of Redis as versions need. */
class FakeRedis extends EventEmitter {
  readonly versions = new Map<string, string>();
  readonly status = 'ready';
  up = true;

  info(): Promise<string> {
    return Promise.resolve('# Server\r\nrun_id:0123456789abcdef\r\n');
  }

  ping(): Promise<string> {
    return this.up ? Promise.resolve('PONG') : Promise.reject(new Error('Redis is away'));
  }

  pipeline() {
    const commands: (() => unknown)[] = [];
    const chain = {
      mget: (names: string[]) => (commands.push(() => names.map((name) => this.versions.get(name) ?? null)), chain),
      set: (name: string, version: string, _ex: string, _ttl: number, only?: string) => (
        commands.push(() =>
          only === 'NX' && this.versions.has(name) ? null : (this.versions.set(name, version), 'OK'),
        ),
        chain
      ),
      exec: () =>
        this.up ? Promise.resolve(commands.map((run) => [null, run()])) : Promise.reject(new Error('Redis is away')),
    };
    return chain;
  }
}

describe('recipients', () => {
  let redis: FakeRedis;
  let calls: number;
  let away: boolean;
  let recipients: CachedRecipients;
  beforeEach(() => {
    redis = new FakeRedis();
    [calls, away] = [0, false];
    const lookup = (users: UserKey[]): Promise<(Profile | null)[]> => {
      calls += 1;
      return away ? Promise.reject(new Error('away')) : Promise.resolve(users.map(profileOf));
    };
    recipients = another(guard('test', 20)(lookup));
  });

  const another = (lookup: RecipientSources['lookup']) =>
    new CachedRecipients({ redis, vault, lookup } as unknown as RecipientSources);

  const profileOf = (user: UserKey): Profile | null =>
    user.user_id.startsWith('no')
      ? null
      : { ...user, version: calls, devices: [], webhooks: [], preferences: NO_PREFERENCES };
  const find = (...ids: string[]) => recipients.find(ids.map((userId) => ({ tenantId: 'acme', userId })));
  const kinds = async (...ids: string[]) => (await find(...ids)).map(({ kind }) => kind);

  it('are looked up once, and again only when their version has moved', async () => {
    expect(await kinds('a', 'b', 'nobody', 'a')).toEqual(['found', 'found', 'unknown', 'found']);
    await find('a', 'b', 'nobody');
    expect(calls).toBe(1);
    for (const name of redis.versions.keys()) redis.versions.set(name, 'moved');
    await find('a');
    expect(calls).toBe(2);
  });

  it('that many look for at once are looked up by one call', async () => {
    const found = await Promise.all([find('a'), find('b'), find('nobody', 'a')]);
    expect(found.map((all) => all.map(({ kind }) => kind))).toEqual([['found'], ['found'], ['unknown', 'found']]);
    expect(found).toMatchObject([[{ profile: { user_id: 'a' } }], [{ profile: { user_id: 'b' } }], {}]);
    expect(calls).toBe(1);
  });

  it('that are cached serve while preferences are away, and the others do not', async () => {
    await find('a');
    away = true;
    expect(await kinds('a', 'b')).toEqual(['found', 'unavailable']);
  });

  it('are not asked for again and again while nobody answers', async () => {
    away = true;
    await find('a', 'b', 'c');
    const before = calls;
    await find('a', 'b', 'c');
    expect(calls).toBe(before);
    away = false;
    await until(async () => (await kinds('a'))[0] === 'found');
  });

  it('whose version cannot be compared are not known any more, only last known', async () => {
    await find('a');
    redis.up = false;
    away = true;
    expect(await find('a')).toMatchObject([{ kind: 'unavailable', lastKnown: { user_id: 'a' } }]);
  });

  it('that another process has looked up are found in Redis, without a call', async () => {
    await find('a');
    await until(() => redis.versions.size === 2); // a version and a copy
    const there = another(() => Promise.reject(new Error('nobody must ask')));
    expect(await there.find([{ tenantId: 'acme', userId: 'a' }])).toMatchObject([
      { kind: 'found', profile: { user_id: 'a' } },
    ]);
    expect(calls).toBe(1);
  });

  it('are not who somebody else’s copy says they are', async () => {
    await find('a', 'b');
    await until(() => redis.versions.size === 4);
    const [copyOfA = '', copyOfB = ''] = [...redis.versions.keys()].filter((name) => name.startsWith('pd:'));
    const [versionOfA = ''] = redis.versions.get(copyOfA)?.split(' ') ?? [];
    const sealed = redis.versions.get(copyOfB)?.split(' ').slice(1).join(' ');
    redis.versions.set(copyOfA, `${versionOfA} ${sealed}`);
    const there = another((users) => Promise.resolve(users.map(profileOf)));
    expect(await there.find([{ tenantId: 'acme', userId: 'a' }])).toMatchObject([
      { kind: 'found', profile: { user_id: 'a' } },
    ]);
  });

  it('leave nothing personal in Redis', async () => {
    await find('ada@example.com');
    await until(() => redis.versions.size === 2);
    expect(JSON.stringify([...redis.versions])).not.toContain('ada');
  });
});
