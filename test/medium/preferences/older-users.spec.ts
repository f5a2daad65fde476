/** Users that a release stored which knew of no suppressions. */
import { preferencesKey } from '#libs/cache';
import { testTenant, until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { HashOlderUsers } from '../../../apps/preferences/src/hashes/hash-older-users.js';
import { RunningPreferences } from './running-preferences.js';

describe('users of an older release', () => {
  let preferences: RunningPreferences;
  let tenant: string;
  beforeAll(async () => {
    preferences = await RunningPreferences.begin();
  });
  beforeEach(() => (tenant = testTenant()));
  afterAll(() => preferences.end());

  /** Its statements, as they were: addresses sealed, the version moved, and no hash of anything. */
  const store = async (...users: { id: string; email?: string; phone?: string }[]) => {
    const sealed = users.map(({ email, phone }) =>
      preferences.resources.vault.seal(tenant, JSON.stringify({ email, phone, devices: [], webhooks: [] })),
    );
    await preferences.database.query(
      `insert into users (tenant_id, user_id, sealed, preferences)
       select $1, i.id, i.sealed, '{}' from unnest($2::text[], $3::text[]) as i (id, sealed)
       on conflict (tenant_id, user_id) do update set sealed = excluded.sealed, version = nextval('versions')`,
      [tenant, users.map(({ id }) => id), sealed],
    );
  };
  const suppress = (email: string) =>
    preferences.rpc.call('suppressions.put', {
      items: [
        {
          tenant_id: tenant,
          channel: 'email',
          address_hash: addressHash(preferences.resources.vault, tenant, 'email', email),
          reason: 'hard_bounce',
          source: 'test',
        },
      ],
    });
  const look = async (...ids: string[]) => {
    const items = ids.map((user_id) => ({ tenant_id: tenant, user_id }));
    return (await preferences.rpc.call('preferences.lookup', { items })).map((profile) => profile?.suppressed);
  };
  const versionOf = (id: string) =>
    preferences.redis.get(`pv:${preferencesKey(tenant, preferences.resources.vault.keyedHash(tenant, id))}`);
  const unhashed = async () => {
    const [row] = await preferences.database.query<{ count: number }>(
      `select count(*)::int from users where tenant_id = $1 and hashed_version is distinct from version`,
      [tenant],
    );
    return row!.count;
  };
  const pass = () => {
    const { db, hasher } = preferences.resources;
    return new HashOlderUsers(db, hasher, 1);
  };

  it('are known as suppressed from the first look-up on, also together with those of today', async () => {
    await preferences.rpc.call('preferences.put_user', {
      items: [{ tenant_id: tenant, user_id: 'today', email: 'today@example.com' }],
    });
    await store({ id: 'ada', email: 'Ada@example.com' }, { id: 'bob', email: 'bob@example.com' }, { id: 'nobody' });
    await suppress('ada@example.com');
    const expected = [undefined, { email: 'hard_bounce' }, undefined, undefined, undefined];
    expect(await look('today', 'ada', 'bob', 'nobody', 'unknown')).toEqual(expected);
    expect(await unhashed()).toBe(0);
  });

  it('that were looked up are found by a suppression that comes later, which makes what was kept of them stale', async () => {
    await store({ id: 'ada', email: 'ada@example.com' });
    expect(await look('ada')).toEqual([undefined]);
    const before = await versionOf('ada');
    expect(before).not.toBeNull();
    await suppress('ada@example.com');
    expect(await versionOf('ada')).not.toBe(before);
    expect(await look('ada')).toEqual([{ email: 'hard_bounce' }]);
  });

  it('whose address it changes while both run are not taken for what they were', async () => {
    await preferences.rpc.call('preferences.put_user', {
      items: [{ tenant_id: tenant, user_id: 'ada', email: 'old@example.com' }],
    });
    await suppress('old@example.com');
    await store({ id: 'ada', email: 'new@example.com' });
    expect(await look('ada')).toEqual([undefined]);
    await suppress('new@example.com');
    expect(await look('ada')).toEqual([{ email: 'hard_bounce' }]);
  });

  it('are hashed beside the requests until none is left, by several instances, one of which ends half-way', async () => {
    const users = Array.from({ length: 1_800 }, (_, i) => ({ id: `u${i}`, email: `u${i}@example.com` }));
    await store(...users);
    const [first, second, third] = [pass(), pass(), pass()];
    for (const one of [first, second]) one.start();
    await first.stop();
    await until(async () => (await unhashed()) < users.length);
    await second.stop();
    expect(await unhashed()).toBeGreaterThan(0);
    third.start();
    await until(async () => (await unhashed()) === 0);
    await third.stop();
    expect(await versionOf('u1799')).not.toBeNull();
    await suppress('u7@example.com');
    expect(await look('u7', 'u8')).toEqual([{ email: 'hard_bounce' }, undefined]);
  });

  it('that cannot be opened keep nobody from being hashed', async () => {
    await store({ id: 'a', email: 'a@example.com' }, { id: 'b', email: 'b@example.com' });
    await preferences.database.query(`update users set sealed = 'broken' where tenant_id = $1 and user_id = 'a'`, [
      tenant,
    ]);
    const one = pass();
    one.start();
    await until(async () => (await unhashed()) === 1);
    await one.stop();
    await preferences.database.query(`delete from users where tenant_id = $1`, [tenant]);
  });
});
