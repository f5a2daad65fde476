/** What is sent with a test key says so wherever it goes. Where it ends up: test/medium/providers/test-keys.spec.ts. */
import { NO_PREFERENCES, type DispatchRecord } from '#libs/contracts';
import { testUser, until } from '#libs/testing';
import { LocalKeys, Vault } from '#libs/vault';
import { aRequest, RunningGateway } from './running-gateway.js';

const MASTER_KEYS = [{ id: 'k1', key: Buffer.alloc(32, 1) }];
const QA = { email: 'qa@example.com', phone: '+14155550199' };

describe('a test key', () => {
  const vault = new Vault(new LocalKeys(MASTER_KEYS));
  let gateway: RunningGateway;
  let simulated: string;
  let redirected: string;
  let user: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin({}, { MASTER_KEYS });
    simulated = await testKey();
    redirected = await testKey(QA);
  }, 30_000);
  afterAll(() => gateway.end());
  beforeEach(() => {
    user = gateway.peers.store(gateway.tenant, testUser()).user_id;
  });
  afterEach(() => {
    gateway.peers.away = false;
  });

  const testKey = async (redirect?: object) => {
    const body = { name: 'test', role: 'producer', mode: 'test', redirect };
    return (await gateway.ask('POST', '/v1/api-keys', { body })).body.key;
  };
  const send = (key: string, over: object = {}, headers: Record<string, string> = {}) => {
    const body = aRequest({ to: undefined, user_id: user, channels: ['email', 'sms', 'push', 'in_app'], ...over });
    return gateway.ask('POST', '/v1/notifications', { key, body, headers });
  };
  const dispatched = async (id: string, count: number) => {
    const records = () => gateway.kafka.about(id, 'dispatch').map(({ value }) => value as unknown as DispatchRecord);
    await until(() => records().length === count, { timeoutMs: 15_000 });
    return records();
  };
  const targetOf = ({ target }: DispatchRecord) =>
    JSON.parse(vault.open(gateway.tenant, target)) as Record<string, string>;
  const summary = (records: DispatchRecord[]) =>
    records.map((record) => {
      const { email, phone } = targetOf(record);
      return [record.channel, record.test, record.redirected, email ?? phone];
    });
  const REDIRECTED = [
    ['email', true, true, QA.email],
    ['sms', true, true, QA.phone],
    ['push', true, undefined, undefined],
    ['in_app', true, undefined, undefined],
  ];

  it('marks the answer, every delivery and the document', async () => {
    const { status, body } = await send(simulated);
    expect([status, body.test]).toEqual([202, true]);
    const whole = await gateway.ask('GET', `/v1/notifications/${body.id}`);
    expect(whole.body.test).toBe(true);
    expect(summary(await dispatched(body.id, 4)).map(([, test, redirect]) => [test, redirect])).toEqual(
      Array.from({ length: 4 }, () => [true, undefined]),
    );
    const live = await send(gateway.apiKey);
    expect(live.body.test).toBeUndefined();
    for (const record of await dispatched(live.body.id, 4)) expect(record.test).toBeUndefined();
    const events = (id: string) => gateway.kafka.about(id, 'status').map(({ value }) => value.test);
    await until(() => events(body.id).length === 4 && events(live.body.id).length === 4);
    expect([...new Set(events(body.id)), ...new Set(events(live.body.id))]).toEqual([true, undefined]);
    const state = ({ id }: { id: string }) => ({
      notification_id: id,
      priority: 'low',
      status: 'ACCEPTED',
      deliveries: [],
    });
    gateway.peers.answers.set('status.search', () => ({ items: [state(live.body), state(body)] }));
    const found = await gateway.ask('GET', '/v1/notifications');
    expect(found.body.items.map((item) => (item as { test?: true }).test)).toEqual([undefined, true]);
  });

  it('with a redirect leads e-mail and SMS there, sealed', async () => {
    const { body } = await send(redirected);
    expect(summary(await dispatched(body.id, 4))).toEqual(REDIRECTED);
    const stored = JSON.stringify(await gateway.database.query('select * from notifications, api_keys'));
    for (const address of Object.values(QA)) expect(stored).not.toContain(address);
  });

  it('leads inline addresses there as well', async () => {
    const { body } = await send(redirected, {
      user_id: undefined,
      to: { email: 'ada@example.org' },
      channels: ['email'],
    });
    expect(summary(await dispatched(body.id, 1))).toEqual(REDIRECTED.slice(0, 1));
  });

  it('marks what is sent in bulk, and to many users', async () => {
    const users = Array.from({ length: 25 }, () => gateway.peers.store(gateway.tenant, testUser()).user_id);
    const notifications = users.map((user_id) => aRequest({ to: undefined, user_id }));
    const bulk = await gateway.ask('POST', '/v1/notifications/bulk', { key: redirected, body: { notifications } });
    const many = await send(redirected, { user_id: undefined, user_ids: users, channels: ['email'] });
    const results = [...bulk.body.results, ...many.body.results];
    expect(results).toHaveLength(50);
    for (const { id, test } of results) {
      expect(test).toBe(true);
      expect(summary(await dispatched(id, 1))).toEqual(REDIRECTED.slice(0, 1));
    }
  });

  it('sends nothing that its recipient does not want', async () => {
    const preferences = { ...NO_PREFERENCES, channels: { email: false } };
    gateway.peers.store(gateway.tenant, user, { version: 2, preferences });
    const { body } = await send(redirected, { channels: ['email', 'sms'] });
    expect(body.deliveries.map(({ status }) => status)).toEqual(['UNSUBSCRIBED', 'ACCEPTED']);
  });

  it('has idempotency keys of its own: a test is never taken for the real thing', async () => {
    const key = `key-${testUser()}`;
    const test = await send(simulated, {}, { 'idempotency-key': key });
    const live = await send(gateway.apiKey, {}, { 'idempotency-key': key });
    const again = await send(simulated, {}, { 'idempotency-key': key });
    expect([test.status, live.status, again.status]).toEqual([202, 202, 202]);
    expect(live.body.id).not.toBe(test.body.id);
    expect(live.body.test).toBeUndefined();
    expect(again.body).toEqual(test.body);
    for (const { body } of [test, live]) {
      const whole = await gateway.ask('GET', `/v1/notifications/${body.id}`);
      expect((whole.body as { idempotency_key?: string }).idempotency_key).toBe(key);
    }
  });

  it.each(['medium', 'critical'])(
    'marks what is held and planned again (%s), by the redirect of that time',
    async (priority) => {
      const own = await testKey(QA);
      gateway.peers.away = true;
      const { body } = await send(own, { priority });
      expect([body.status, body.test]).toEqual(['SCHEDULED', true]);
      const { items } = (await gateway.ask('GET', '/v1/api-keys?limit=1')).body as unknown as {
        items: { id: string }[];
      };
      const patched = await gateway.ask('PATCH', `/v1/api-keys/${items[0]!.id}`, { body: { redirect: null } });
      expect(patched.status).toBe(200);
      gateway.peers.away = false;
      expect(summary(await dispatched(body.id, 4))).toEqual(REDIRECTED);
    },
    20_000,
  );
});
