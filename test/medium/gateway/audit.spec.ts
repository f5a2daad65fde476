/** Who was refused, and who changed what: kept, collapsed, shown to their own tenant and to nobody else. */
import { newApiKey } from '#libs/auth';
import { uuidv7Floor } from '#libs/kernel';
import { testTenant, until } from '#libs/testing';
import { insertTenant } from '../../../apps/gateway/src/access/tenants.statements.js';
import { auditEventAnswer, type AuditEvent } from '../../../apps/gateway/src/audit/audit.answers.js';
import { operations } from '../../../apps/gateway/src/api-page/operations.js';
import { AuditMessageController } from '../../../apps/gateway/src/audit/audit.message.controller.js';
import { auditRow } from '../../../apps/gateway/src/audit/audit.statements.js';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';

interface Row {
  readonly tenant_id: string | null;
  readonly action: string;
  readonly reason: string;
  readonly address: string;
  readonly count: number;
}

describe('the audit', () => {
  let gateway: RunningGateway;
  let clientId: string;
  const [other, otherKey] = [testTenant(), newApiKey()];
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    await gateway.another();
    await gateway.storeTenant(other, otherKey);
    const [row] = await gateway.database.query<{ client_id: string }>(
      'select client_id from api_keys where tenant_id = $1',
      [gateway.tenant],
    );
    clientId = row!.client_id;
  }, 30_000);
  afterAll(() => gateway.end());

  const rows = (action: string) =>
    gateway.database.query<Row>('select * from audit_events where action = $1 order by id', [action]);
  const page = async (query: Record<string, string> = {}, key = gateway.apiKey) => {
    const { status, body } = await gateway.ask('GET', `/v1/audit?${new URLSearchParams(query).toString()}`, { key });
    expect(status).toBe(200);
    const { items, next_cursor } = body as unknown as { items: unknown[]; next_cursor?: string };
    return { items: items.map((item): AuditEvent => auditEventAnswer.strict().parse(item)), next_cursor };
  };
  const actor = () => ({ tenant_id: gateway.tenant, client_id: clientId, key_id: clientId });
  /** A token that opens one thing, so that all else is refused to a client that is known. */
  const narrowToken = async () => {
    const fields = { client_id: clientId, client_secret: gateway.apiKey, scope: 'types:read' };
    const { body } = await gateway.ask('POST', '/oauth/token', {
      key: '',
      text: new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    return (body as unknown as { access_token: string }).access_token;
  };

  it('has the connections that other apps refuse, alike ones together', async () => {
    const controller = gateway.get(AuditMessageController);
    const alike = { action: 'inbox.connect', reason: 'no_token_of_ours', address: '198.51.100.0/24' } as const;
    controller.refused({ items: [{ ...alike, count: 7 }] });
    controller.refused({ items: [{ ...alike, count: 5 }] });
    const told = async () => (await rows('inbox.connect')).reduce((sum, { count }) => sum + count, 0);
    await until(async () => (await told()) === 12);
    const [row] = await rows('inbox.connect');
    expect(row).toMatchObject({ ...alike, tenant_id: null, outcome: 'refused' });
  });

  it('keeps a flood of bad keys as a row a minute, whichever instance they come to', async () => {
    const flood = 400;
    await Promise.all(
      Array.from({ length: flood }, (_, i) =>
        gateway.ask('GET', '/v1/notification-types', { key: `ck_bad_${i}` }, i % 2),
      ),
    );
    const found = await until(async () => {
      const all = await rows('listNotificationTypes');
      return all.reduce((sum, { count }) => sum + count, 0) >= flood ? all : undefined;
    });
    // Two, if a minute ended in between.
    expect(found.length).toBeLessThanOrEqual(2);
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(flood);
    expect(found[0]).toMatchObject({ tenant_id: null, reason: 'unknown_key', address: '127.0.0.0/24' });
  });

  it('knows every refusal, by what was asked and why', async () => {
    const { body } = await gateway.ask('POST', '/v1/users/ada/tokens', { body: {} });
    gateway.peers.store(gateway.tenant, 'ada');
    const userToken = (await gateway.ask('POST', '/v1/users/ada/tokens', { body: {} })).body.token;
    expect(body.code).toBeDefined();
    await gateway.ask('GET', '/v1/notifications', { key: '' });
    await gateway.ask('GET', '/v1/users/ada', { key: userToken });
    await gateway.ask('GET', '/v1/inbox', { key: 'nonsense' });
    await gateway.ask('POST', '/v1/notifications', { key: await narrowToken(), body: aRequest() });
    await gateway.ask('POST', '/callbacks/twilio', {
      key: '',
      text: 'MessageSid=SM1',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'forged' },
    });
    await gateway.ask('POST', '/oauth/token', {
      key: '',
      text: 'grant_type=client_credentials&client_id=x&client_secret=ck_y',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const reasons = await until(async () => {
      const all = await gateway.database.query<Row>(
        "select action, reason from audit_events where outcome = 'refused'",
      );
      const told = all.map(({ action, reason }) => `${action}: ${reason}`);
      return told.some((one) => one.startsWith('grantToken')) ? told : undefined;
    });
    expect(reasons).toEqual(
      expect.arrayContaining([
        'searchNotifications: no_credential',
        'getUser: user_token',
        'listInbox: no_user_token',
        'sendNotification: scope',
        'receiveTwilio: signature',
        'grantToken: client_secret',
      ]),
    );
  });

  it('shows a tenant its own refusals and grants, and nothing of nobody or of others', async () => {
    await gateway.ask('PUT', '/v1/users/ada', { key: await narrowToken(), body: {} });
    await gateway.ask('DELETE', '/v1/users/ada', { key: 'ck_nobody' });
    const { items } = await until(async () => {
      const found = await page({ outcome: 'refused', action: 'putUser' });
      return found.items.length > 0 ? found : undefined;
    });
    expect(items[0]).toMatchObject({ actor: clientId, reason: 'scope', address: '127.0.0.0/24', count: 1 });
    await until(async () => (await rows('deleteUser')).length > 0);
    expect((await page({ action: 'deleteUser' })).items).toEqual([]);
    expect((await page({ action: 'grantToken', outcome: 'allowed' })).items.length).toBeGreaterThan(0);
    expect((await page({}, otherKey)).items).toEqual([]);
    const { status } = await gateway.ask('GET', '/v1/audit', { key: await narrowToken() });
    expect(status).toBe(403);
  });

  it('has a change exactly if the change has happened', async () => {
    const { reading } = gateway.resourcesOf();
    const change = { action: 'makeTenant', target: 'new-tenant', details: { name: 'New' } };
    await expect(
      reading.transaction(async (tx) => {
        await tx.query(insertTenant('new-tenant', 'New'));
        await tx.query(auditRow(actor(), change));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect((await page({ action: 'makeTenant' })).items).toEqual([]);
    await reading.batch([insertTenant('new-tenant', 'New'), auditRow(actor(), change)]);
    const [event] = (await page({ action: 'makeTenant' })).items;
    expect(event).toMatchObject({ ...change, actor: clientId, key_id: clientId, outcome: 'allowed', count: 1 });
    expect(Math.abs(Date.parse(event!.at) - Date.now())).toBeLessThan(10_000);
  });

  it('knows whose credential it was, where it was somebody\u2019s', async () => {
    const [tenant, admin] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, admin);
    gateway.peers.store(tenant, 'eve');
    const { token } = (await gateway.ask('POST', '/v1/users/eve/tokens', { key: admin, body: {} })).body;
    const made = await gateway.ask('POST', '/v1/api-keys', { key: admin, body: { name: 'leak', role: 'producer' } });
    const { id, client_id } = made.body as unknown as { id: string; client_id: string };
    const fields = { grant_type: 'client_credentials', client_id, client_secret: made.body.key };
    const granted = await gateway.ask('POST', '/oauth/token', {
      key: '',
      text: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const { access_token } = granted.body as unknown as { access_token: string };
    await gateway.ask('DELETE', `/v1/api-keys/${id}`, { key: admin });
    for (const key of [token, made.body.key, access_token]) {
      const { status } = await gateway.ask('GET', '/v1/users/eve', { key });
      expect([401, 403]).toContain(status);
    }
    const items = await until(async () => {
      const found = await page({ outcome: 'refused', action: 'getUser' }, admin);
      return found.items.length === 3 ? found.items : undefined;
    });
    const told = items.map(({ reason, actor: by, key_id }) => ({ reason, by, key_id }));
    expect(told).toEqual(
      expect.arrayContaining([
        { reason: 'user_token', by: undefined, key_id: undefined },
        { reason: 'revoked_key', by: client_id, key_id: id },
        { reason: 'key_of_token', by: client_id, key_id: id },
      ]),
    );
    expect(JSON.stringify(items)).not.toContain('eve');
  });

  describe('of administrative calls', () => {
    // Those of suppressions are told by apps/preferences: test/medium/preferences/suppressions-audit.spec.ts
    const ELSEWHERE: readonly string[] = ['providers:write', 'pauses:write'];
    const SCOPES: readonly string[] = ['access:write', 'types:write', 'limits:write', ...ELSEWHERE];
    const administrative = operations.filter(({ access }) => SCOPES.includes(access)).map(({ id }) => id);
    const elsewhere = operations.filter(({ access }) => ELSEWHERE.includes(access)).map(({ id }) => id);
    const here = administrative.filter((id) => !elsewhere.includes(id));

    const account = { id: uuidv7Floor(Date.now()), channel: 'email', kind: 'sendgrid', settings: {}, secrets: [] };
    const pause = { tenant_id: '', channel: 'email', id: 'maintenance', channels: ['email'] };

    let tenant: string;
    let admin: string;
    /** What stands in the path of each. */
    let target: string;
    beforeAll(() =>
      gateway.database.query(
        "create function fail() returns trigger language plpgsql as $$ begin raise 'as the test wants it'; end $$",
      ),
    );
    beforeEach(async () => {
      [tenant, admin] = [testTenant(), newApiKey()];
      await gateway.storeTenant(tenant, admin);
      gateway.peers.answers.set('delivery.accounts.list', () => [account]);
      gateway.peers.answers.set('delivery.accounts.put', () => account);
      gateway.peers.answers.set('delivery.accounts.try', () => ({ outcome: 'ok' }));
      gateway.peers.answers.set('delivery.accounts.delete', () => true);
      gateway.peers.answers.set('delivery.pauses.list', () => [pause]);
      gateway.peers.answers.set('delivery.pauses.put', () => pause);
      gateway.peers.answers.set('delivery.pauses.delete', () => true);
    });

    const ask = (method: string, path: string, body?: object) =>
      gateway.ask(method, path, { key: admin, ...(body && { body }) });
    const secrets = ['qa@example.com', '+14155550199', 'Ada', '203.0.113.7', 'ada@example.com', 'Grace'];
    const anAccount = { kind: 'sendgrid', name: 'Ada', settings: { api_key: 'SG.Ada', from: 'ada@example.com' } };
    const type = {
      category: 'billing',
      channels: ['email'],
      priority_rules: [{ field: 'content.title', contains: 'Grace', priority: 'high' }],
    };
    const newKey = { name: 'Ada', role: 'viewer', mode: 'test', allowed_addresses: ['203.0.113.7'] };
    const redirect = { email: 'qa@example.com', phone: '+14155550199' };
    const made = async (path: string, method: string, body: object) => {
      const { id } = (await ask(method, path, body)).body;
      target = id;
      return id;
    };
    const aKey = () => made('/v1/api-keys', 'POST', newKey);
    const aType = () => ask('PUT', `/v1/notification-types/${target}`, type);

    /** Each as somebody makes it: what it needs first, and the call itself. A new operation needs a line here. */
    const calls: Record<string, { readonly first?: () => Promise<unknown>; readonly call: () => Promise<Answer> }> = {
      createApiKey: { call: () => ask('POST', '/v1/api-keys', { ...newKey, redirect }) },
      changeApiKey: {
        first: aKey,
        call: () => ask('PATCH', `/v1/api-keys/${target}`, { name: 'Grace', role: 'producer', redirect }),
      },
      revokeApiKey: { first: aKey, call: () => ask('DELETE', `/v1/api-keys/${target}`) },
      rotateApiKey: { first: aKey, call: () => ask('POST', `/v1/api-keys/${target}/rotate`, { overlap_seconds: 60 }) },
      putNotificationType: { call: aType },
      deleteNotificationType: {
        first: aType,
        call: () => ask('DELETE', `/v1/notification-types/${target}`),
      },
      putLimits: { call: () => ask('PUT', '/v1/limits', { tenant: { limit: 5, window_seconds: 60 } }) },
      createProvider: { call: () => ask('POST', '/v1/providers', anAccount) },
      changeProvider: { call: () => ask('PATCH', `/v1/providers/${account.id}`, { name: 'Grace' }) },
      deleteProvider: { call: () => ask('DELETE', `/v1/providers/${account.id}`) },
      tryProvider: { call: () => ask('POST', `/v1/providers/${account.id}/try`) },
      putPause: { call: () => ask('PUT', '/v1/pauses/maintenance', { channels: ['email'], note: 'Ada' }) },
      deletePause: { call: () => ask('DELETE', '/v1/pauses/maintenance') },
    };
    const callOf = async (id: string) => {
      const { first, call } = calls[id]!;
      target = `type-${id.toLowerCase()}`;
      await first?.();
      return call;
    };
    const TABLES = ['api_keys', 'notification_types', 'limits'];
    const stored = async () => {
      const rows: object[] = [];
      for (const table of TABLES) {
        const sql = `select t::text as row from ${table} t where tenant_id = $1 order by 1`;
        rows.push(...(await gateway.database.query(sql, [tenant])));
      }
      return rows;
    };
    const audited = async (action: string) => (await page({ action, outcome: 'allowed' }, admin)).items;

    it('tries all that there are', () => expect(Object.keys(calls).sort()).toEqual([...administrative].sort()));

    it.each(administrative)('%s is told with who made it, and of what', async (id) => {
      const [{ key_id, client_id }] = (await gateway.database.query<{ key_id: string; client_id: string }>(
        'select key_id, client_id from api_keys where tenant_id = $1',
        [tenant],
      )) as [{ key_id: string; client_id: string }];
      const call = await callOf(id);
      const answer = await call();
      expect(answer.status).toBeLessThan(300);
      const [event, ...more] = await until(async () => {
        const found = await audited(id);
        return found.length > 0 ? found : undefined;
      });
      expect(more).toEqual([]);
      expect(event).toMatchObject({ action: id, actor: client_id, key_id, address: '127.0.0.0/24', count: 1 });
      const ids: Record<string, string> = { createApiKey: answer.body.id, putLimits: tenant };
      expect(event!.target).toBe(elsewhere.includes(id) ? undefined : (ids[id] ?? target));
      const written = JSON.stringify(await gateway.database.query('select * from audit_events'));
      for (const secret of [...secrets, answer.body?.key ?? 'ck_']) expect(written).not.toContain(secret);
    });

    it.each(here)('%s leaves none where its transaction fails', async (id) => {
      const call = await callOf(id);
      const before = await stored();
      const earlier = (await audited(id)).length;
      for (const table of TABLES) {
        await gateway.database.query(`create constraint trigger fails after insert or update or delete on ${table}
          deferrable initially deferred for each row execute function fail()`);
      }
      expect((await call()).status).toBe(500);
      for (const table of TABLES) await gateway.database.query(`drop trigger fails on ${table}`);
      expect((await audited(id)).length).toBe(earlier);
      expect(await stored()).toEqual(before);
    });

    it.each(here)('%s is not made where it cannot be told', async (id) => {
      const call = await callOf(id);
      const before = await stored();
      await gateway.database.query(
        `alter table audit_events add constraint fails check (action <> '${id}' or outcome <> 'allowed') not valid`,
      );
      expect((await call()).status).toBe(500);
      await gateway.database.query('alter table audit_events drop constraint fails');
      expect(await stored()).toEqual(before);
      expect((await call()).status).toBeLessThan(300);
    });

    it('is silent of what changed nothing', async () => {
      const id = await aKey();
      await ask('DELETE', `/v1/api-keys/${id}`);
      expect((await ask('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
      expect(await audited('revokeApiKey')).toHaveLength(1);
      expect((await ask('DELETE', '/v1/notification-types/no-such')).status).toBe(404);
      expect(await audited('deleteNotificationType')).toEqual([]);
    });
  });

  it('is read in pages, newest first, without a gap, between any two times', async () => {
    const at = Date.UTC(2026, 2, 1);
    const ids = Array.from({ length: 25 }, (_, i) => uuidv7Floor(at + i * 1_000));
    const { reading } = gateway.resourcesOf();
    await reading.batch(ids.map((id, i) => auditRow(actor(), { action: 'paged', target: `${i}` }, id)));
    const between = { action: 'paged', from: '2026-03-01T00:00:00Z', to: '2026-03-01T00:01:00Z' };
    const targets: unknown[] = [];
    let cursor: string | undefined;
    do {
      const next = await page({ ...between, limit: '10', ...(cursor ? { cursor } : {}) });
      targets.push(...next.items.map(({ target }) => target));
      cursor = next.next_cursor;
    } while (cursor);
    expect(targets).toEqual(Array.from({ length: 25 }, (_, i) => `${24 - i}`));
    const some = { from: '2026-03-01T00:00:05Z', to: '2026-03-01T02:00:08+02:00' };
    expect((await page({ action: 'paged', ...some })).items.map(({ target }) => target)).toEqual(['7', '6', '5']);
    expect((await page({ ...between, actor: clientId, limit: '1' })).items).toHaveLength(1);
    expect((await page({ ...between, actor: 'somebody' })).items).toEqual([]);
    expect((await page({ ...between, cursor: ids[3]!.toUpperCase() })).items).toHaveLength(3);
  });

  it.each(['limit=0', 'cursor=x', 'from=yesterday', 'outcome=maybe', 'actor=%00', 'colour=red'])(
    'says what is wrong with %s',
    async (query) => {
      const { status, body } = await gateway.ask('GET', `/v1/audit?${query}`);
      expect([status, body.errors[0].pointer]).toEqual([400, `/${query.split('=')[0]}`]);
    },
  );

  it('lies in partitions by day, and holds nothing of a credential', async () => {
    const key = newApiKey();
    await gateway.ask('GET', '/v1/notifications', { key });
    await gateway.ask('GET', '/v1/notifications', { key: `eyJ${key}` });
    await until(async () => (await rows('searchNotifications')).some(({ reason }) => reason === 'malformed'));
    const all = JSON.stringify(await gateway.database.query('select * from audit_events'));
    for (const secret of [key, gateway.apiKey, key.slice(0, 12), 'ck_bad']) expect(all).not.toContain(secret);
    const [today] = await gateway.database.query<{ partition: string }>(
      "select tableoid::regclass::text as partition from audit_events where action = 'searchNotifications' limit 1",
    );
    expect(today!.partition).toContain(`audit_events_p${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`);
  });
});
