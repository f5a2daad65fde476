/** A change that its caller was told had failed does not come after one that was answered. */
import { RpcClient } from '#libs/rpc';
import { testTenant, until } from '#libs/testing';
import { CuttableProxy } from '../gateway/cuttable-proxy.js';
import { RunningPreferences } from './running-preferences.js';

describe('a change that was given up', () => {
  let preferences: RunningPreferences;
  let tenant: string;
  let impatient: RpcClient;
  beforeAll(async () => {
    preferences = await RunningPreferences.begin();
  });
  beforeEach(() => {
    tenant = testTenant();
    impatient = clientOf(preferences.address);
  });
  afterEach(() => impatient.close());
  afterAll(() => preferences.end());

  const clientOf = (address: string) => new RpcClient({ addresses: [address], timeoutMs: 500, deadlines: true });
  const put = (rpc: RpcClient, locale: string) =>
    rpc.call('preferences.put_user', { items: [{ tenant_id: tenant, user_id: 'ada', locale }] });
  const locale = async () => {
    const items = [{ tenant_id: tenant, user_id: 'ada' }];
    return (await preferences.rpc.call('preferences.lookup', { items }))[0]?.locale;
  };
  /** Transactions under way: those that wait for a lock, or all. */
  const underWay = async (which: string) => {
    const [row] = await preferences.database.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity
       where application_name = 'preferences' and datname = current_database() and ${which}`,
    );
    return row!.count;
  };

  it('while it waited for the row is not made when its turn comes', async () => {
    await put(impatient, 'de');
    const released = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = preferences.resources.db.transaction(async (tx) => {
      const text = 'select 1 from users where tenant_id = $1 for update';
      await tx.query({ name: 'test.hold', text, values: [tenant] });
      locked.resolve();
      await released.promise;
    });
    await locked.promise;
    await expect(put(impatient, 'fr')).rejects.toMatchObject({ code: 'peer_unavailable' });
    expect(await underWay(`wait_event_type = 'Lock'`)).toBeGreaterThan(0);
    released.resolve();
    await holding;
    await until(async () => (await underWay(`state <> 'idle'`)) === 0);
    expect(await locale()).toBe('de');
  });

  it('while it lay unread is not begun, though the call after it was made long before', async () => {
    await put(impatient, 'de');
    const proxy = await CuttableProxy.to(`tcp://${preferences.address}`);
    const slow = clientOf(new URL(proxy.url).host);
    try {
      await put(slow, 'en');
      proxy.hold();
      await expect(put(slow, 'fr')).rejects.toMatchObject({ code: 'peer_unavailable' });
      await put(impatient, 'it');
      const before = proxy.passed;
      proxy.letGo();
      await until(() => proxy.passed > before); // what lay there has been answered
      expect(await locale()).toBe('it');
      expect((await put(slow, 'es'))[0]?.profile.locale).toBe('es');
    } finally {
      slow.close();
      proxy.close();
    }
  });
});
