/** Accounts of providers through the API, with the apps of the channels over real tables behind it. */
import { PROVIDER_KINDS, type AccountHealth, type Channel } from '#libs/contracts';
import type { ProviderKind, Trial } from '#libs/delivery';
import { newApiKey } from '#libs/auth';
import { PeerUnavailableError } from '#libs/rpc';
import { testDatabase, testTenant, until, type TestDatabase } from '#libs/testing';
import { ScriptedProvider } from '../delivery/doubles.js';
import { makeTables } from '../delivery/tables.js';
import { tenantsGround, type KnownTenants } from '../delivery/tenants-ground.js';
import { RunningGateway, type Answer } from './running-gateway.js';

const SECRET = 'SG.a-good-secret';
const BAD = 'SG.a-bad-secret';
const NOBODY = '019a8f3c-5a00-7000-8000-000000000001';

const sendgrid: ProviderKind<{ api_key: string; from: string }> = {
  name: 'sendgrid',
  settings: PROVIDER_KINDS.sendgrid.settings,
  make: ({ api_key }) => {
    const said: Trial =
      api_key === BAD ? { ok: false, code: 'not_authorized', detail: `No such key: ${BAD}` } : { ok: true };
    return Object.assign(new ScriptedProvider(), { try: () => Promise.resolve(said) });
  },
};
const twilio: ProviderKind = {
  name: 'twilio',
  settings: PROVIDER_KINDS.twilio.settings,
  make: () => new ScriptedProvider(),
};

describe('accounts of providers', () => {
  let gateway: RunningGateway;
  let database: TestDatabase;
  const apps = new Map<Channel, KnownTenants>();
  const away = new Set<Channel>();
  /** How an account does, once somebody has sent by it. */
  const known = new Map<string, AccountHealth>();
  const health = { of: (ids: readonly string[]) => Promise.resolve(ids.map((id) => known.get(id))) };
  /** Everything that travelled to the apps of the channels. */
  const travelled: unknown[] = [];

  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    database = await testDatabase({ migrate: makeTables });
    const { vault } = gateway.resourcesOf();
    for (const [channel, kinds] of [
      ['email', [sendgrid]],
      ['sms', [twilio]],
      ['push', []],
      ['chat', []],
    ] as const)
      apps.set(channel, await tenantsGround(database, { channel, kinds, vault, health }));
    const storeOf = (item: { channel: Channel }) => {
      travelled.push(item);
      if (away.has(item.channel)) throw new PeerUnavailableError('delivery.accounts');
      return apps.get(item.channel)!.tenants.accounts;
    };
    const { answers } = gateway.peers;
    type Item<M extends 'list' | 'put' | 'try'> = Parameters<KnownTenants['tenants']['accounts'][M]>[0];
    answers.set('delivery.accounts.list', (item: Item<'list'>) => storeOf(item).list(item));
    answers.set('delivery.accounts.put', (item: Item<'put'>) => storeOf(item).put(item));
    answers.set('delivery.accounts.try', (item: Item<'try'>) => storeOf(item).try(item));
    answers.set('delivery.accounts.delete', (item: { tenant_id: string; channel: Channel; id: string }) =>
      storeOf(item).delete(item.tenant_id, item.channel, item.id),
    );
  });
  afterAll(async () => {
    for (const { close } of apps.values()) await close();
    await gateway.end();
    await database.drop();
  });
  afterEach(() => away.clear());

  const settings = { api_key: SECRET, from: 'Shop <shop@example.com>' };
  const create = (over: object = {}, query = '') =>
    gateway.ask('POST', `/v1/providers${query}`, { body: { kind: 'sendgrid', name: 'Main', settings, ...over } });
  const at = (id: string, method = 'GET', body?: object, rest = '') =>
    gateway.ask(method, `/v1/providers/${id}${rest}`, body ? { body } : {});
  const textOf = ({ body, headers }: Answer): string => JSON.stringify([body, [...headers]]);

  it('are made, listed, looked at, changed and deleted, and never tell their credentials', async () => {
    const made = await create({ only_for: ['.de'], per_second: 10 });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      channel: 'email',
      kind: 'sendgrid',
      order: 1,
      enabled: true,
      settings: { from: settings.from },
      secrets: ['api_key'],
    });
    expect(made.headers.get('location')).toBe(`/v1/providers/${made.body.id}`);
    const one = await at(made.body.id);
    expect(one.body).toEqual(made.body);
    const list = await gateway.ask('GET', '/v1/providers?channel=email');
    expect(list.body.items).toContainEqual(made.body);
    const changed = await at(made.body.id, 'PATCH', {
      order: 3,
      per_second: null,
      settings: { from: 'us@example.com' },
    });
    expect(changed.body).toMatchObject({
      order: 3,
      per_second: null,
      version: 2,
      settings: { from: 'us@example.com' },
    });
    for (const answer of [made, one, list, changed]) expect(textOf(answer)).not.toContain(SECRET);
    expect((await at(made.body.id, 'DELETE')).status).toBe(204);
    expect((await at(made.body.id)).status).toBe(404);
  });

  it('are changed only as they were read, where that is asked for', async () => {
    const made = await create();
    const tag = made.headers.get('etag')!;
    const change = (order: number, ifMatch: string) =>
      gateway.ask('PATCH', `/v1/providers/${made.body.id}`, { body: { order }, headers: { 'if-match': ifMatch } });
    expect((await at(made.body.id)).headers.get('etag')).toBe(tag);
    const [one, other] = await Promise.all([change(2, tag), change(3, tag)]);
    expect([one.status, other.status].sort()).toEqual([200, 412]);
    const [done, late] = one.status === 200 ? [one, other] : [other, one];
    expect(late.body.code).toBe('precondition_failed');
    expect((await at(made.body.id)).body).toEqual(done.body);
    expect((await change(4, 'W/"2"')).status).toBe(412);
    expect((await change(4, `"1", ${done.headers.get('etag')}`)).body).toMatchObject({ order: 4, version: 3 });
    expect((await change(5, '*')).body).toMatchObject({ order: 5 });
  });

  it('are made once by one idempotency key, however often and at once it comes', async () => {
    const body = { kind: 'sendgrid', name: 'Once', settings };
    const post = (over: object = {}, key = 'the-key', apiKey?: string) =>
      gateway.ask('POST', '/v1/providers', {
        body: { ...body, ...over },
        headers: { 'idempotency-key': key },
        ...(apiKey && { key: apiKey }),
      });
    const all = await Promise.all(Array.from({ length: 10 }, () => post()));
    expect(new Set(all.map(({ status, body: { id } }) => `${status} ${id}`)).size).toBe(1);
    expect(all[0]!.status).toBe(201);
    const { id } = all[0]!.body;
    expect((await at(id)).body).toMatchObject({ version: 1 });
    const again = await post({}, '"the-key"');
    expect([again.status, again.body.id, again.headers.get('idempotency-replayed')]).toEqual([201, id, 'true']);
    await at(id, 'PATCH', { order: 7 });
    expect((await post()).body).toMatchObject({ id, order: 7 });
    for (const over of [{ name: 'Other' }, { settings: { ...settings, api_key: `${SECRET}-other` } }])
      expect(await post(over)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect((await post({}, 'another-key')).body.id).not.toBe(id);
    expect((await post({}, 'x'.repeat(256))).body.code).toBe('invalid_idempotency_key');
    const key = newApiKey();
    await gateway.storeTenant(testTenant(), key);
    expect((await post({}, 'the-key', key)).body.id).not.toBe(id);
    const rows = await database.query("select * from provider_accounts where name = 'Once'");
    expect(rows).toHaveLength(3);
    expect(JSON.stringify([rows, travelled])).not.toContain(SECRET);
  });

  it('tell how they do, once something was sent by them', async () => {
    const { body } = await create();
    expect(body).not.toHaveProperty('health');
    const ill: AccountHealth = { state: 'open', since: '2026-01-02T03:04:05.000Z', recent_success: 0.12 };
    known.set(body.id, ill);
    expect((await at(body.id)).body).toEqual({ ...body, health: ill });
    expect((await gateway.ask('GET', '/v1/providers')).body.items).toContainEqual({ ...body, health: ill });
  });

  it('are sealed on their way and where they lie', async () => {
    const { body } = await create();
    const rows = await database.query('select * from provider_accounts');
    expect(JSON.stringify([rows, travelled])).toContain(body.id);
    expect(JSON.stringify([rows, travelled])).not.toContain(SECRET);
  });

  it('are tried first, and refused in the words of the provider, without what was sent', async () => {
    const refused = await create({ settings: { ...settings, api_key: BAD } });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'trial_failed', detail: 'not_authorized: No such key: …' },
    });
    const { body } = await create();
    expect((await at(body.id, 'PATCH', { settings: { api_key: BAD } })).status).toBe(422);
    expect((await at(body.id)).body).toMatchObject({ version: 1 });
    expect((await at(body.id, 'POST', undefined, '/try')).body).toEqual({ ok: true, tried: true });
  });

  it('are taken untried where that is asked for, and can be tried later', async () => {
    const made = await create({ settings: { ...settings, api_key: BAD } }, '?untried=true');
    expect(made.status).toBe(201);
    const trial = await at(made.body.id, 'POST', undefined, '/try');
    expect(trial).toMatchObject({ status: 200, body: { ok: false, tried: true, code: 'not_authorized' } });
    expect(textOf(trial)).not.toContain(BAD);
    expect((await at(made.body.id, 'PATCH', { weight: 5, enabled: false })).status).toBe(200);
    expect((await at(made.body.id, 'PATCH', { enabled: true })).status).toBe(422);
  });

  it('of a kind that knows no harmless call are taken, and that is said', async () => {
    const body = {
      kind: 'twilio',
      name: 'SMS',
      settings: { account_sid: 'AC0123', auth_token: 'token', from: ['+15005550006'] },
    };
    const made = await gateway.ask('POST', '/v1/providers', { body });
    expect(made).toMatchObject({ status: 201, body: { channel: 'sms' } });
    expect((await at(made.body.id, 'POST', undefined, '/try')).body).toEqual({ ok: true, tried: false });
  });

  it('are refused by the field where they are not good', async () => {
    const bad = await create({ settings: { api_key: 7 } });
    expect(bad.status).toBe(400);
    expect(bad.body.errors.map(({ pointer }) => pointer)).toEqual(['/settings/api_key', '/settings/from']);
    expect((await create({ kind: 'acme' })).status).toBe(400);
    const { body } = await create();
    const unknown = await at(body.id, 'PATCH', { settings: { token: 'x' } });
    expect(unknown).toMatchObject({ status: 400, body: { errors: [{ pointer: '/settings/token' }] } });
    const fcm = {
      project_id: 'demo',
      client_email: 'us@demo.iam.example',
      private_key: 'PRIVATE KEY',
      token_uri: 'http://10.0.0.1',
    };
    const notHere = await create({ kind: 'fcm', settings: { service_account: fcm } });
    expect(notHere).toMatchObject({ status: 422, body: { code: 'unknown_kind' } });
  });

  it('are another tenant’s to nobody', async () => {
    const { body } = await create();
    const [tenant, key] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, key);
    const statuses = await Promise.all([
      gateway.ask('GET', `/v1/providers/${body.id}`, { key }),
      gateway.ask('PATCH', `/v1/providers/${body.id}`, { key, body: { order: 9 } }),
      gateway.ask('DELETE', `/v1/providers/${body.id}`, { key }),
      gateway.ask('POST', `/v1/providers/${body.id}/try`, { key }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await gateway.ask('GET', '/v1/providers', { key })).body.items).toEqual([]);
  });

  it('of a channel whose app is away are named in the list, and not taken for gone', async () => {
    const { body } = await create();
    away.add('email');
    expect((await gateway.ask('GET', '/v1/providers')).body).toMatchObject({ unavailable: ['email'] });
    expect((await at(body.id)).status).toBe(503);
    expect((await at('no-uuid')).status).toBe(404);
    away.clear();
    expect((await at(NOBODY)).status).toBe(404);
  });

  it('are audited by the call, without what was in it', async () => {
    await create();
    const audited = async () => {
      const { body } = await gateway.ask('GET', '/v1/audit?action=createProvider');
      return body.items.length > 0 && JSON.stringify(body.items);
    };
    const text = await until(audited, { timeoutMs: 5_000, what: 'the call in the audit log' });
    expect(text).not.toContain('SG.');
  });
});
