/** What is asked of recipients before a delayed delivery goes out. */
import { randomBytes } from 'node:crypto';
import { connectRedis, moveVersions, preferencesKey, PREFERENCES_NAMESPACE, suppressionKey } from '#libs/cache';
import { NO_PREFERENCES, type AddressKey, type DispatchRecord, type Profile, type UserKey } from '#libs/contracts';
import { CachedPreferences } from '#libs/delivery';
import { silentLog } from '#libs/messaging';
import { dependencies, testTenant, until } from '#libs/testing';
import { addressHash, LocalKeys, Vault } from '#libs/vault';
import { aRecord } from './records.js';

const { redis: url } = dependencies({ redis: 'real' });
const vault = new Vault(new LocalKeys([{ id: 'k1', key: randomBytes(32) }]));

describe('before a delayed delivery', () => {
  let redis: ReturnType<typeof connectRedis>;
  let tenant: string;
  let away: boolean;
  let preferences: CachedPreferences;
  const suppressed = new Set<string>();
  const optedOut = new Set<string>();
  const now = new Date();

  beforeEach(async () => {
    redis = connectRedis(url, { name: 'test' });
    await until(() => redis.status === 'ready');
    tenant = testTenant();
    away = false;
    const gone = () => Promise.reject(new Error('away'));
    const reason = { id: 'x', reason: 'stop' as const, source: 'test', created_at: now.toISOString() };
    preferences = new CachedPreferences({
      redis,
      vault,
      log: silentLog,
      lookup: (users: UserKey[]) => (away ? gone() : Promise.resolve(users.map(profileOf))),
      check: (keys: AddressKey[]) =>
        away
          ? gone()
          : Promise.resolve(keys.map((key) => (suppressed.has(key.address_hash) ? { ...key, ...reason } : null))),
    });
  });
  afterEach(() => redis.disconnect());

  const profileOf = (user: UserKey): Profile => ({
    ...user,
    version: 1,
    devices: [],
    webhooks: [],
    preferences: { ...NO_PREFERENCES, opted_out: optedOut.has(user.user_id) },
  });
  const toUser = (user_id: string) => aRecord({ tenant_id: tenant, user_id, delayed: true });
  const toAddress = (email: string): DispatchRecord => ({
    ...aRecord({ tenant_id: tenant, delayed: true }),
    user_id: undefined,
    target: vault.seal(tenant, JSON.stringify({ channel: 'email', email })),
  });
  const answers = async (...records: DispatchRecord[]) =>
    (await preferences.check(records, now)).map((consent) => (typeof consent === 'string' ? consent : consent.answer));
  const suppress = async (email: string) => {
    const address_hash = addressHash(vault, tenant, 'email', email);
    suppressed.add(address_hash);
    await moveVersions(redis, 'sv', [suppressionKey({ tenant_id: tenant, channel: 'email', address_hash })]);
  };

  it('users are asked what they want, and addresses whether they are suppressed, each in its place', async () => {
    optedOut.add('bob');
    await suppress('bad@example.com');
    const records = [toAddress('bad@example.com'), toUser('ada'), toAddress('good@example.com'), toUser('bob')];
    expect(await answers(...records)).toEqual(['no', 'yes', 'yes', 'no']);
  });

  it('an address that was suppressed meanwhile gets nothing', async () => {
    expect(await answers(toAddress('ada@example.com'))).toEqual(['yes']);
    await suppress('Ada@example.com');
    expect(await answers(toAddress('ada@example.com'))).toEqual(['no']);
  });

  it('what is cached serves while the rest cannot be read', async () => {
    await answers(toUser('ada'), toAddress('ada@example.com'));
    away = true;
    const records = [toUser('ada'), toUser('new'), toAddress('ada@example.com'), toAddress('new@example.com')];
    expect(await answers(...records)).toEqual(['yes', 'unreadable', 'yes', 'unreadable']);
    await moveVersions(redis, PREFERENCES_NAMESPACE, [preferencesKey(tenant, vault.keyedHash(tenant, 'ada'))]);
    expect(await answers(toUser('ada'))).toEqual(['unreadable']);
  });

  it('a target that cannot be opened is left to whoever sends to it', async () => {
    const forged = { ...toAddress('ada@example.com'), target: 'v1.k1.2026-01.AAAA' };
    expect(await answers(forged, toUser('ada'))).toEqual(['yes', 'yes']);
  });
});
