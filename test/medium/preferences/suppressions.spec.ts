import { preferencesKey, suppressionKey, SUPPRESSIONS_NAMESPACE } from '#libs/cache';
import type { PutSuppression } from '#libs/contracts';
import { testTenant, until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { RunningPreferences } from './running-preferences.js';

describe('suppressions', () => {
  let preferences: RunningPreferences;
  let tenant: string;
  beforeAll(async () => {
    preferences = await RunningPreferences.begin();
  });
  beforeEach(() => (tenant = testTenant()));
  afterAll(() => preferences.end());

  const hash = (channel: 'email' | 'sms', address: string) =>
    addressHash(preferences.resources.vault, tenant, channel, address);
  const key = (channel: 'email' | 'sms', address: string) => ({
    tenant_id: tenant,
    channel,
    address_hash: hash(channel, address),
  });
  const suppress = async (channel: 'email' | 'sms', address: string, more: Partial<PutSuppression> = {}) => {
    const item = { ...key(channel, address), reason: 'manual' as const, source: 'test', ...more };
    const [stored] = await preferences.rpc.call('suppressions.put', { items: [item] });
    return stored!;
  };
  const put = (user_id: string, more: object) =>
    preferences.rpc.call('preferences.put_user', { items: [{ tenant_id: tenant, user_id, ...more }] });
  const suppressed = async (user_id: string) => {
    const [profile] = await preferences.rpc.call('preferences.lookup', { items: [{ tenant_id: tenant, user_id }] });
    return profile?.suppressed;
  };
  const version = (name: string) => preferences.redis.get(name);
  const versionOf = (user_id: string) =>
    version(`pv:${preferencesKey(tenant, preferences.resources.vault.keyedHash(tenant, user_id))}`);

  it('are part of what is known of every user who has the address, however it is written', async () => {
    await put('ada', { email: 'ada@example.com', phone: '+14155550123' });
    await put('bob', { email: 'Ada@Example.com' });
    expect(await suppressed('ada')).toBeUndefined();
    await suppress('email', 'ADA@example.com', { reason: 'hard_bounce' });
    await suppress('sms', '+14155550123', { reason: 'stop' });
    expect(await suppressed('ada')).toEqual({ email: 'hard_bounce', sms: 'stop' });
    expect(await suppressed('bob')).toEqual({ email: 'hard_bounce' });
  });

  it('stay with the address and not with the user', async () => {
    await suppress('email', 'old@example.com');
    await put('ada', { email: 'old@example.com' });
    expect(await suppressed('ada')).toEqual({ email: 'manual' });
    await put('ada', { email: 'new@example.com' });
    expect(await suppressed('ada')).toBeUndefined();
  });

  it('are another tenant’s affair', async () => {
    await put('ada', { email: 'ada@example.com' });
    const { suppression } = await suppress('email', 'ada@example.com');
    const other = testTenant();
    const { rpc } = preferences;
    expect(await rpc.call('suppressions.list', { items: [{ tenant_id: other, limit: 10 }] })).toEqual([{ items: [] }]);
    const deleted = await rpc.call('suppressions.delete', { items: [{ tenant_id: other, id: suppression.id }] });
    expect(deleted).toEqual([false]);
    expect(await suppressed('ada')).toEqual({ email: 'manual' });
  });

  it('move the versions of their users and of the address before they are answered, and once more from the outbox', async () => {
    await put('ada', { email: 'ada@example.com' });
    const ofAddress = `${SUPPRESSIONS_NAMESPACE}:${suppressionKey(key('email', 'ada@example.com'))}`;
    await until(async () => (await preferences.database.query('select from outbox')).length === 0);
    const before = await versionOf('ada');
    const { suppression } = await suppress('email', 'ada@example.com');
    const [user, address] = [await versionOf('ada'), await version(ofAddress)];
    expect(user).not.toBe(before);
    expect(address).toBeTruthy();
    await until(async () => (await preferences.database.query('select from outbox')).length === 0);
    expect(await versionOf('ada')).not.toBe(user);
    expect(await version(ofAddress)).not.toBe(address);
    const last = await versionOf('ada');
    await preferences.rpc.call('suppressions.delete', { items: [{ tenant_id: tenant, id: suppression.id }] });
    expect(await versionOf('ada')).not.toBe(last);
    expect(await suppressed('ada')).toBeUndefined();
  });

  it('end when they expire, and are replaced when they are said again', async () => {
    await put('ada', { email: 'ada@example.com' });
    const past = new Date(Date.now() - 1_000).toISOString();
    const first = await suppress('email', 'ada@example.com', { expires_at: past });
    expect(await suppressed('ada')).toBeUndefined();
    expect(await preferences.rpc.call('suppressions.check', { items: [key('email', 'ada@example.com')] })).toEqual([
      null,
    ]);
    const second = await suppress('email', 'ada@example.com', { reason: 'complaint', note: 'by phone, from Ada' });
    expect([first.created, second.created]).toEqual([true, false]);
    expect(second.suppression.id).toBe(first.suppression.id);
    const items = [key('sms', '+14155550123'), key('email', 'ada@example.com')];
    const [none, found] = await preferences.rpc.call('suppressions.check', { items });
    expect(none).toBeNull();
    expect(found).toMatchObject({ reason: 'complaint', note: 'by phone, from Ada' });
    expect(JSON.stringify(await preferences.database.query('select * from suppressions'))).not.toContain('Ada');
  });

  it('are listed page by page, newest first, each once', async () => {
    const items = Array.from({ length: 5 }, (_, i) => ({
      ...key('email', `u${i}@example.com`),
      reason: 'manual' as const,
      source: 'test',
    }));
    await preferences.rpc.call('suppressions.put', { items: [...items, items[0]!] });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { tenant_id: tenant, limit: 2, cursor };
      const [page] = await preferences.rpc.call('suppressions.list', { items: [query] });
      seen.push(...page!.items.map(({ id }) => id));
      cursor = page!.next_cursor;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual(seen.toSorted().toReversed());
    const sms = { tenant_id: tenant, limit: 2, channel: 'sms' as const };
    expect(await preferences.rpc.call('suppressions.list', { items: [sms] })).toEqual([{ items: [] }]);
  });
});
