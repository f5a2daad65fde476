import { jest } from '@jest/globals';
import { PREFERENCES_NAMESPACE, preferencesKey } from '#libs/cache';
import { MAX_DEVICES, NO_PREFERENCES, type Profile } from '#libs/contracts';
import { testTenant, until } from '#libs/testing';
import { VersionsNotMovedError } from '../../../apps/preferences/src/versions/version-mover.js';
import { RunningPreferences } from './running-preferences.js';

describe('preferences', () => {
  let preferences: RunningPreferences;
  let database: RunningPreferences['database'];
  let resources: RunningPreferences['resources'];
  let rpc: RunningPreferences['rpc'];
  let tenant: string;

  beforeAll(async () => {
    preferences = await RunningPreferences.begin();
    ({ database, resources, rpc } = preferences);
  });
  beforeEach(() => (tenant = testTenant()));
  afterAll(() => preferences.end());

  const user = (user_id: string) => ({ tenant_id: tenant, user_id });
  const lookup = async (...ids: string[]) => rpc.call('preferences.lookup', { items: ids.map(user) });
  const put = async (user_id: string, more: object) => {
    const [stored] = await rpc.call('preferences.put_user', { items: [{ ...user(user_id), ...more }] });
    return stored!;
  };
  const version = (user_id: string) =>
    preferences.redis.get(
      `${PREFERENCES_NAMESPACE}:${preferencesKey(tenant, resources.vault.keyedHash(tenant, user_id))}`,
    );

  it('finds what was put, in order, and null for who is not known', async () => {
    await put('ada', { email: 'ada@example.com', locale: 'en' });
    await put('bob', { phone: '+491701234567' });
    const [bob, nobody, ada, again] = await lookup('bob', 'nobody', 'ada', 'bob');
    expect(bob).toMatchObject({ user_id: 'bob', phone: '+491701234567', devices: [], webhooks: [] });
    expect(nobody).toBeNull();
    expect(ada).toMatchObject({ tenant_id: tenant, email: 'ada@example.com', locale: 'en' });
    expect(again).toEqual(bob);
  });

  it('never shows a user to another tenant', async () => {
    await put('ada', { email: 'ada@example.com' });
    expect(await rpc.call('preferences.lookup', { items: [{ tenant_id: testTenant(), user_id: 'ada' }] })).toEqual([
      null,
    ]);
  });

  it('seals whatever leads to the person', async () => {
    await put('ada', {
      email: 'ada@example.com',
      phone: '+491701234567',
      webhooks: [{ url: 'https://hooks.example/ada' }],
    });
    await rpc.call('preferences.put_device', {
      items: [{ ...user('ada'), device: { device_id: 'd', token: 'token-of-ada', platform: 'ios' } }],
    });
    const tables = ['users', 'device_tokens', 'outbox'];
    const rows = await Promise.all(tables.map((table) => database.query(`select * from ${table}`)));
    expect(JSON.stringify(rows)).not.toMatch(/ada@example|1701234567|hooks\.example|token-of-ada|whsec_/);
  });

  it('moves the version with each change, in Redis before the answer, and once more from the outbox', async () => {
    const first = await put('ada', { email: 'ada@example.com' });
    const before = await version('ada');
    expect(before).toBeTruthy();
    const second = await put('ada', { email: 'ada@new.example' });
    expect(second.profile.version).toBeGreaterThan(first.profile.version);
    const after = await version('ada');
    expect(after).not.toBe(before);
    await until(async () => (await database.query('select from outbox')).length === 0);
    expect(await version('ada')).not.toBe(after);
  });

  it('gives a webhook its secret once it is new, and says which are new', async () => {
    const first = await put('ada', { webhooks: [{ url: 'https://a.example' }] });
    expect(first.new_endpoint_ids).toEqual([first.profile.webhooks[0]?.endpoint_id]);
    const second = await put('ada', { webhooks: [{ url: 'https://a.example' }, { url: 'https://b.example' }] });
    expect(second.new_endpoint_ids).toEqual([second.profile.webhooks[1]?.endpoint_id]);
    expect(second.profile.webhooks[0]).toEqual(first.profile.webhooks[0]);
    expect([first.created, second.created]).toEqual([true, false]);
  });

  it('takes a token away from who had it', async () => {
    await put('ada', {});
    await put('bob', {});
    const device = (user_id: string, device_id: string) =>
      rpc.call('preferences.put_device', {
        items: [{ ...user(user_id), device: { device_id, token: 'one token', platform: 'android' } }],
      });
    const [ada] = await device('ada', 'phone');
    const [bob] = await device('bob', 'phone');
    expect(bob?.devices).toHaveLength(1);
    const [now] = await lookup('ada');
    expect(now?.devices).toEqual([]);
    expect(now?.version).toBeGreaterThan(ada!.version);
  });

  it('keeps a list of devices as a whole, and no more than a person can have', async () => {
    await put('ada', {});
    const devices = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        device_id: `${prefix}${i}`,
        token: `${prefix} ${i}`,
        platform: 'ios' as const,
      }));
    const all = (list: ReturnType<typeof devices>, replace: boolean) =>
      rpc.call('preferences.put_devices', { items: [{ ...user('ada'), devices: list, replace }] });
    await all(devices('a', MAX_DEVICES), true);
    const [replaced] = await all(devices('b', MAX_DEVICES), true);
    expect(replaced?.devices.every(({ device_id }) => device_id.startsWith('b'))).toBe(true);
    await expect(all(devices('c', 1), false)).rejects.toMatchObject({ code: 'too_many_devices', retryable: false });
    expect((await lookup('ada'))[0]?.devices).toHaveLength(MAX_DEVICES);
  });

  it('keeps what the tenant knows of a user beside, sealed like the rest', async () => {
    const attributes = { plan: 'gold', seats: 3, trial: false, constructor: 'x' };
    await put('ada', { email: 'ada@example.com', attributes });
    await put('ada', { email: 'ada@new.example' });
    expect((await lookup('ada'))[0]?.attributes).toEqual(attributes);
    expect(JSON.stringify(await database.query('select * from users'))).not.toContain('gold');
    await put('ada', { attributes: null });
    expect((await lookup('ada'))[0]?.attributes).toBeUndefined();
  });

  it('forgets a device that is dead, and says whether there was one', async () => {
    await put('ada', {});
    const device = { device_id: 'd', token: 't', platform: 'web' as const };
    await rpc.call('preferences.put_device', { items: [{ ...user('ada'), device }] });
    const items = [
      { ...user('ada'), device_id: 'd', token: 'of before' },
      { ...user('ada'), device_id: 'd', token: 't' },
      { ...user('ada'), device_id: 'd', token: 't' },
      { ...user('x'), device_id: 'd', token: 't' },
    ];
    expect(await rpc.call('preferences.forget_device', { items })).toEqual([false, true, false, false]);
  });

  it('knows nobody whom it was not told of', async () => {
    const preferences = { ...NO_PREFERENCES, channels: { sms: false } };
    expect(await rpc.call('preferences.put_preferences', { items: [{ ...user('x'), preferences }] })).toEqual([null]);
    expect(await rpc.call('preferences.delete_user', { items: [user('x')] })).toEqual([false]);
  });

  it('deletes a user, who comes back with a later version', async () => {
    const { profile } = await put('ada', { email: 'ada@example.com' });
    expect(await rpc.call('preferences.delete_user', { items: [user('ada')] })).toEqual([true]);
    expect(await lookup('ada')).toEqual([null]);
    const again = await put('ada', {});
    expect(again.created).toBe(true);
    expect(again.profile.version).toBeGreaterThan(profile.version);
    expect(again.profile.email).toBeUndefined();
  });

  it('loses no change when many change the same users at once', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `u${i}`);
    const types = Array.from({ length: 10 }, (_, i) => i);
    await Promise.all(
      types.map((i) => {
        const order = i % 2 ? ids : ids.toReversed();
        const devices = order.map((id) => ({
          ...user(id),
          device: { device_id: `d${i}`, token: `${id}.${i}`, platform: 'ios' as const },
        }));
        return rpc
          .call('preferences.put_user', { items: order.map((id) => user(id)) })
          .then(() => rpc.call('preferences.put_device', { items: devices }));
      }),
    );
    const profiles = (await lookup(...ids)) as Profile[];
    expect(profiles.map(({ devices }) => devices.length)).toEqual(ids.map(() => types.length));
  });

  it('makes a user once, and loses no word of it, when many make the same users at once', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `new-${i}`);
    const fields = ['email', 'phone', 'locale', 'time_zone'] as const;
    const values = { email: 'a@example.com', phone: '+4366412345678', locale: 'de', time_zone: 'Europe/Vienna' };
    const calls = fields.map((field, i) => {
      const mixed = i % 2 === 0 ? names : names.toReversed();
      return rpc.call('preferences.put_user', {
        items: mixed.map((name) => ({ ...user(name), [field]: values[field] })),
      });
    });
    const answers = (await Promise.all(calls)).flat();
    const made = answers.filter(({ created }) => created).map(({ profile }) => profile.user_id);
    expect(made.toSorted()).toEqual(names.toSorted());
    for (const profile of await lookup(...names)) expect(profile).toMatchObject(values);
    expect(new Set(answers.map(({ profile }) => profile.version)).size).toBe(answers.length);
  });

  it('refuses what cannot be sent to, with a code', async () => {
    await expect(put('ada', { email: 'nowhere' })).rejects.toMatchObject({ code: 'invalid_item', retryable: false });
  });

  it('says that it is not done when nobody can be told of a change, and tells them as soon as it can', async () => {
    const before = (await put('ada', { email: 'ada@example.com' })).profile;
    await until(async () => (await database.query('select from outbox')).length === 0);
    const known = await version('ada');
    const move = jest
      .spyOn(resources.versions, 'move')
      .mockRejectedValueOnce(new VersionsNotMovedError(new Error('away')));
    await expect(put('ada', { email: 'ada@new.example' })).rejects.toMatchObject({
      code: 'versions_not_moved',
      retryable: true,
    });
    move.mockRestore();
    await until(async () => (await version('ada')) !== known);
    const [now] = await lookup('ada');
    expect(now).toMatchObject({ email: 'ada@new.example' });
    expect(now?.version).toBeGreaterThan(before.version);
  });

  it('answers a thousand look-ups quickly', async () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => `user-${i}`);
    await rpc.call('preferences.put_user', { items: ids.map((id) => ({ ...user(id), email: `${id}@example.com` })) });
    await lookup(...ids);
    const start = performance.now();
    const found = await lookup(...ids);
    expect(found.every((profile) => profile?.email)).toBe(true);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('is ready', async () => {
    const answer = await fetch(`${await preferences.app.getUrl()}/health/ready`);
    expect(await answer.json()).toMatchObject({
      status: 'ok',
      details: { postgres: { status: 'up' }, redis: { status: 'up' } },
    });
  });
});
