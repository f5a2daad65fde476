import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { NO_PREFERENCES, type Profile, type UserKey } from '#libs/contracts';
import { LocalKeys, Vault } from '#libs/vault';
import { CachedRecipients, type RecipientSources } from './cached-recipients.js';

const vault = new Vault(new LocalKeys([{ id: 'k1', key: randomBytes(32) }]));

/** As much of Redis as versions need. */
class FakeRedis extends EventEmitter {
  readonly versions = new Map<string, string>();
  up = true;

  pipeline() {
    const commands: (() => unknown)[] = [];
    const chain = {
      mget: (names: string[]) => (commands.push(() => names.map((name) => this.versions.get(name) ?? null)), chain),
      get: (name: string) => (commands.push(() => this.versions.get(name) ?? null), chain),
      set: (name: string, version: string) => (
        commands.push(() => (this.versions.has(name) ? null : (this.versions.set(name, version), 'OK'))),
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
  let now: number;
  let recipients: CachedRecipients;
  beforeEach(() => {
    redis = new FakeRedis();
    [calls, away, now] = [0, false, 1_000_000];
    const lookup = (users: UserKey[]): Promise<(Profile | null)[]> => {
      calls += 1;
      return away ? Promise.reject(new Error('away')) : Promise.resolve(users.map(profileOf));
    };
    const sources = { redis, vault, lookup, now: () => now } as unknown as RecipientSources;
    recipients = new CachedRecipients(sources);
  });

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
    now += 1_001;
    expect(await kinds('a')).toEqual(['found']);
  });

  it('whose version cannot be compared are not known any more, only last known', async () => {
    await find('a');
    redis.up = false;
    away = true;
    expect(await find('a')).toMatchObject([{ kind: 'unavailable', lastKnown: { user_id: 'a' } }]);
  });

  it('leave no user id in Redis', async () => {
    await find('ada@example.com');
    expect([...redis.versions.keys()].join()).not.toContain('ada');
  });
});
