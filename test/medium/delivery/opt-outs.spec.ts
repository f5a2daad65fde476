/** Whoever told a provider that nothing is wanted is suppressed by its refusal, in the real apps/preferences, for whoever sends next. */
import { connectRedis } from '#libs/cache';
import { NO_PREFERENCES, type DispatchRecord } from '#libs/contracts';
import { CachedPreferences, LEDGER, OPT_OUT, tellOptOuts, type Outcome } from '#libs/delivery';
import { silentLog } from '#libs/messaging';
import { dependencies, testTenant, until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { PreferencesApp } from '../running/preferences-app.js';
import { ScriptedProvider } from './doubles.js';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord, vault } from './records.js';

const { redis: url } = dependencies({ redis: 'real' });
const OPTED_OUT: Outcome = { kind: 'rejected', code: 'opted_out', detail: 'unsubscribed' };

describe('a recipient who told the provider to stop', () => {
  const lane = new LaneFixture();
  const { given, settled } = lane;
  let app: PreferencesApp;
  let redis: ReturnType<typeof connectRedis>;
  let tenant: string;
  beforeAll(async () => {
    app = await PreferencesApp.begin([{ id: 'k1', key: Buffer.alloc(32, 7) }]);
    redis = connectRedis(url, { name: 'test' });
    await until(() => redis.status === 'ready');
  }, 30_000);
  afterAll(async () => {
    redis.disconnect();
    await app.end();
  });
  beforeEach(() => {
    tenant = testTenant();
  });

  /** As another instance, or another channel's app, has it in memory. */
  const elsewhere = () =>
    new CachedPreferences({
      redis,
      vault,
      log: silentLog,
      lookup: (items) => app.peer.call('preferences.lookup', { items }),
      check: (items) => app.peer.call('suppressions.check', { items }),
    });
  const consents = async (cached: CachedPreferences, ...records: DispatchRecord[]) =>
    (await cached.check(records, new Date())).map((one) => (typeof one === 'string' ? one : one.answer));
  const to = (email: string, over: Partial<DispatchRecord> = {}): DispatchRecord =>
    aRecord({
      tenant_id: tenant,
      user_id: undefined,
      target: vault.seal(over.tenant_id ?? tenant, JSON.stringify({ channel: 'email', email })),
      ...over,
    });
  const suppressionOf = async (email: string, tenant_id = tenant) => {
    const address_hash = addressHash(vault, tenant_id, 'email', email);
    const items = [{ tenant_id, channel: 'email' as const, address_hash }];
    return (await app.peer.call('suppressions.check', { items }))[0];
  };
  const loop = (tell = tellOptOuts(app.peer)) => lane.ground.loop({ [OPT_OUT]: tell });
  const left = () => lane.database.query<{ records: Buffer }>(`select records from outbox`);

  test('is suppressed, and everybody sees it who had known otherwise', async () => {
    const email = 'stop@example.com';
    const user = { tenant_id: tenant, user_id: 'ada', email, webhooks: [], preferences: NO_PREFERENCES };
    await app.peer.call('preferences.put_user', { items: [user] });
    const cached = elsewhere();
    const both = [to(email), to(email, { user_id: 'ada' })];
    expect(await consents(cached, ...both)).toEqual(['yes', 'yes']);
    given({ provider: answers(OPTED_OUT) });
    loop();
    const [record] = both as [DispatchRecord];
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.unsubscribed);
    await until(async () => (await suppressionOf(email)) !== null);
    expect(await suppressionOf(email)).toMatchObject({ reason: 'stop', source: 'scripted' });
    await until(async () => (await consents(cached, ...both)).every((answer) => answer === 'no'));
    expect(await suppressionOf(email, testTenant())).toBeNull();
  }, 20_000);

  test('is suppressed when preferences are back, and the row shows no address', async () => {
    const email = 'later@example.com';
    let away = true;
    given({ provider: answers(OPTED_OUT) });
    const tell = tellOptOuts(app.peer);
    loop((records) => (away ? Promise.reject(new Error('away')) : tell(records)));
    const record = to(email);
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.unsubscribed);
    const rows = await left();
    expect(rows.length).toBeGreaterThan(0);
    expect(Buffer.concat(rows.map(({ records }) => records)).toString('latin1')).not.toContain(email);
    away = false;
    await until(async () => (await suppressionOf(email)) !== null, { timeoutMs: 15_000 });
  }, 20_000);

  test('is not suppressed by a test, nor by what was redirected, nor by any other refusal', async () => {
    const [test, redirected, refused] = [
      to('a@example.com', { test: true }),
      to('b@example.com', { redirected: true }),
      to('c@example.com'),
    ];
    const said = (id: string): Outcome => (id === refused.delivery_id ? { ...OPTED_OUT, code: 'blocked' } : OPTED_OUT);
    const provider = new ScriptedProvider(({ deliveryId }) => said(deliveryId));
    given({ provider, testProvider: answers(OPTED_OUT) });
    await lane.ground.engine.handle(aBatch([test, redirected, refused]));
    await settled(test.delivery_id, LEDGER.unsubscribed);
    await settled(redirected.delivery_id, LEDGER.unsubscribed);
    await settled(refused.delivery_id, LEDGER.failed);
    expect(await lane.database.query(`select 1 from outbox where destination = 'local:${OPT_OUT}'`)).toEqual([]);
  });

  test('is not suppressed where everything goes to one address', async () => {
    const redirect = { to: { channel: 'email' as const, email: 'staging@example.com' } };
    given({ provider: answers(OPTED_OUT), parts: { redirect } });
    const record = to('d@example.com');
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.unsubscribed);
    expect(await lane.database.query(`select 1 from outbox where destination = 'local:${OPT_OUT}'`)).toEqual([]);
  });

  test('who wanted messages again while the call was under way stays reachable', async () => {
    const email = 'start@example.com';
    const address_hash = addressHash(vault, tenant, 'email', email);
    const start = async (): Promise<Outcome> => {
      const heard = { tenant_id: tenant, channel: 'email', address_hash, source: 'test' } as const;
      const item = { ...heard, word: 'lift', said_at: new Date(Date.now() + 1_000).toISOString() } as const;
      await app.peer.call('suppressions.hear', { items: [item] });
      return OPTED_OUT;
    };
    given({ provider: new ScriptedProvider(start) });
    loop();
    const record = to(email);
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.unsubscribed);
    await until(async () => (await left()).length === 0);
    expect(await suppressionOf(email)).toBeNull();
  });
});
