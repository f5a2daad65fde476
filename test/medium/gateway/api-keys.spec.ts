import fc from 'fast-check';
import { newApiKey } from '#libs/auth';
import { SCOPES_OF } from '#libs/contracts';
import { testTenant, until } from '#libs/testing';
import { KeyUses } from '../../../apps/gateway/src/access/key-uses.js';
import { openApiDocument } from '../../../apps/gateway/src/api-page/openapi.js';
import { apiKeyAnswer, newApiKeyAnswer } from '../../../apps/gateway/src/api-keys/api-keys.answers.js';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';

type Key = ReturnType<typeof newApiKeyAnswer.parse>;

const HOUR_MS = 3_600_000;
const QA = { email: 'qa@example.com', phone: '+14155550199' };
const inAnHour = () => new Date(Date.now() + HOUR_MS).toISOString();

describe('API keys', () => {
  let gateway: RunningGateway;
  let second: number;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    second = await gateway.another();
    gateway.peers.answers.set('status.search', () => ({ items: [] }));
  }, 30_000);
  afterAll(() => gateway.end());

  const post = (body: object, key?: string) => gateway.ask('POST', '/v1/api-keys', { body, key });
  const make = async (over: object = {}): Promise<Key> => {
    const answer = await post({ name: 'shop', role: 'producer', ...over });
    expect(answer.status).toBe(201);
    return newApiKeyAnswer.strict().parse(answer.body);
  };
  const patch = (id: string, body: object, key?: string) => gateway.ask('PATCH', `/v1/api-keys/${id}`, { body, key });
  const revoke = (id: string, key?: string) => gateway.ask('DELETE', `/v1/api-keys/${id}`, { key });
  const rotate = (id: string, body: object, key?: string) =>
    gateway.ask('POST', `/v1/api-keys/${id}/rotate`, { body, key });
  const read = async (id: string) => apiKeyAnswer.strict().parse((await gateway.ask('GET', `/v1/api-keys/${id}`)).body);
  const search = (key: string, instance = 0, headers = {}) =>
    gateway.ask('GET', '/v1/notifications', { key, headers }, instance);
  const send = (key: string) => gateway.ask('POST', '/v1/notifications', { key, body: aRequest() });
  const outcome = ({ status, body }: Answer) => [status, body.code];

  it('are shown once, and told apart by how they begin', async () => {
    const answer = await post({ name: 'shop', role: 'producer' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { key, ...document } = newApiKeyAnswer.strict().parse(answer.body);
    expect(key).toMatch(/^ck_live_/);
    expect(document).toMatchObject({
      prefix: `${key.slice(0, 12)}…`,
      mode: 'live',
      status: 'active',
      role: 'producer',
    });
    expect(document.scopes).toEqual(SCOPES_OF.producer);
    const shown = await gateway.ask('GET', `/v1/api-keys/${document.id}`);
    expect(shown.body).toEqual(document);
    expect(JSON.stringify(await gateway.database.query('select * from api_keys'))).not.toContain(key);
    expect((await send(key)).status).toBe(202);
  });

  it('are listed newest first, page by page, and only the tenant’s own', async () => {
    const [tenant, admin] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, admin);
    for (const name of ['a', 'b', 'c']) await post({ name, scopes: ['users:read'] }, admin);
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await gateway.ask('GET', `/v1/api-keys?limit=2${cursor}`, { key: admin });
      names.push(...(body.items as Key[]).map((item) => item.name));
      const next = (body as { next_cursor?: string }).next_cursor;
      cursor = next === undefined ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(names).toEqual(['c', 'b', 'a', 'test']);
  });

  it('open what their scopes say, and a refusal names the scope that is missing', async () => {
    const { key } = await make({ role: undefined, scopes: ['notifications:write'] });
    expect((await send(key)).status).toBe(202);
    const refused = await search(key);
    expect(outcome(refused)).toEqual([403, 'missing_scope']);
    expect(refused.body.detail).toContain('notifications:read');
    expect(refused.headers.get('www-authenticate')).toContain('scope="notifications:read"');
    expect(outcome(await gateway.ask('GET', '/v1/api-keys', { key }))).toEqual([403, 'missing_scope']);
  });

  it('cannot give what they have not, by making, changing or rotating a key', async () => {
    const manager = await make({ role: undefined, scopes: ['access:read', 'access:write', 'users:read'] });
    const { id } = await make({ role: 'operator' });
    for (const refused of [
      await post({ name: 'more', role: 'admin' }, manager.key),
      await post({ name: 'more', scopes: ['users:write'] }, manager.key),
      await patch(manager.id, { scopes: ['users:read', 'users:write'] }, manager.key),
      await patch(manager.id, { role: 'admin' }, manager.key),
      await patch(id, { allowed_addresses: [] }, manager.key),
      await rotate(id, {}, manager.key),
    ]) {
      expect(outcome(refused)).toEqual([403, 'exceeds_own_scopes']);
      expect(refused.body.detail).toMatch(/:write/);
    }
    expect((await post({ name: 'less', scopes: ['users:read'] }, manager.key)).status).toBe(201);
    expect((await revoke(id, manager.key)).status).toBe(204);
  });

  it('of tests make and touch test keys only', async () => {
    const test = await make({ role: 'admin', mode: 'test' });
    expect(test.key).toMatch(/^ck_test_/);
    const live = await make();
    for (const refused of [
      await post({ name: 'out', role: 'viewer' }, test.key),
      await patch(live.id, { name: 'x' }, test.key),
      await rotate(live.id, {}, test.key),
      await revoke(live.id, test.key),
    ])
      expect(outcome(refused)).toEqual([403, 'test_keys_only']);
    expect((await post({ name: 'in', role: 'viewer', mode: 'test' }, test.key)).status).toBe(201);
    expect((await send(live.key)).status).toBe(202);
  });

  it('a change holds at once', async () => {
    const { id, key } = await make();
    expect((await send(key)).status).toBe(202);
    const changed = await patch(id, { name: 'renamed', scopes: ['notifications:read'], expires_at: inAnHour() });
    expect(changed.body).toMatchObject({ name: 'renamed', role: null, scopes: ['notifications:read'] });
    expect(outcome(await send(key))).toEqual([403, 'missing_scope']);
    expect((await patch(id, { expires_at: null })).body).toMatchObject({ name: 'renamed', expires_at: null });
    expect((await patch(id, {})).body).toEqual(await read(id));
  });

  it('revoked on one gateway stop on the other within moments, long before its cache ends', async () => {
    const { id, key } = await make({ role: 'viewer' });
    for (const instance of [0, second]) expect((await search(key, instance)).status).toBe(200);
    expect((await revoke(id)).status).toBe(204);
    expect(outcome(await search(key))).toEqual([401, 'key_revoked']);
    await until(async () => (await search(key, second)).status === 401, { timeoutMs: 3_000 });
    expect(outcome(await search(key, second))).toEqual([401, 'key_revoked']);
    expect((await revoke(id)).status).toBe(204);
    expect((await read(id)).status).toBe('revoked');
    expect(outcome(await patch(id, { name: 'again' }))).toEqual([409, 'key_revoked']);
    expect(outcome(await rotate(id, {}))).toEqual([409, 'key_not_usable']);
  });

  it('what was changed while a gateway could not hear of it counts when it hears again', async () => {
    const { id, key } = await make({ role: 'viewer' });
    const cut = () =>
      gateway.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gateway-changes'
          and query = 'listen "' || current_schema() || '.changes"'`,
      );
    expect((await search(key, second)).status).toBe(200);
    expect(await cut()).toHaveLength(2);
    await gateway.database.query('update api_keys set revoked_at = now() where key_id = $1', [id]);
    await until(async () => (await search(key, second)).status === 401, { timeoutMs: 5_000 });
  });

  it('that have expired do not open anything', async () => {
    const { id, key } = await make({ expires_at: new Date(Date.now() + 700).toISOString() });
    expect((await send(key)).status).toBe(202);
    await until(async () => (await send(key)).status === 401, { timeoutMs: 5_000 });
    expect(outcome(await send(key))).toEqual([401, 'key_expired']);
    expect((await read(id)).status).toBe('expired');
  });

  it('are rotated under the same client, and the old one goes on for the overlap', async () => {
    const old = await make({ allowed_addresses: ['127.0.0.0/8'], expires_at: inAnHour() });
    const answer = await rotate(old.id, { overlap_seconds: 600 });
    expect(answer.status).toBe(201);
    const next = newApiKeyAnswer.strict().parse(answer.body);
    expect(next).toMatchObject({ client_id: old.client_id, scopes: old.scopes, allowed_addresses: ['127.0.0.0/8'] });
    expect([next.id, next.key]).not.toEqual([old.id, old.key]);
    expect(Date.parse(next.expires_at as string) - Date.now()).toBeGreaterThan(HOUR_MS - 60_000);
    for (const { key } of [old, next]) expect((await send(key)).status).toBe(202);
    const left = Date.parse((await read(old.id)).expires_at as string) - Date.now();
    expect(Math.abs(left - 600_000)).toBeLessThan(30_000);
    await rotate(next.id, { overlap_seconds: 0 });
    await until(async () => (await send(next.key)).body.code === 'key_expired', { timeoutMs: 3_000 });
    await rotate(old.id, { overlap_seconds: 86_400 });
    expect(Date.parse((await read(old.id)).expires_at as string) - Date.now()).toBeLessThan(600_000);
  });

  it('the last one of an admin cannot be revoked or made less, and the first of two can, once', async () => {
    const [tenant, admin] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, admin);
    const [{ key_id }] = (await gateway.keysOf(tenant)) as [{ key_id: string }];
    await post({ name: 'for tests', role: 'admin', mode: 'test' }, admin);
    for (const refused of [await revoke(key_id, admin), await patch(key_id, { role: 'viewer' }, admin)]) {
      expect(outcome(refused)).toEqual([409, 'last_admin_key']);
      expect(refused.body.detail).toMatch(/make another/i);
    }
    const another = (await post({ name: 'second', role: 'admin' }, admin)).body as unknown as Key;
    // Both have begun before either can write.
    await gateway.database.query('begin');
    await gateway.database.query('select 1 from api_keys where tenant_id = $1 for update', [tenant]);
    const both = [revoke(key_id, another.key), revoke(another.id, admin)];
    const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'gateway-read'
      and datname = current_database() and (query like '%api_keys%' or query like '%advisory%')`;
    await until(async () => {
      await gateway.database.query('select pg_stat_clear_snapshot()');
      return (await gateway.database.query(waiting)).length >= 2;
    });
    await gateway.database.query('commit');
    const statuses = (await Promise.all(both)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([204, 409]);
  });

  it('tell when they were used last, written for all of them at once', async () => {
    const { id, key } = await make();
    await send(key);
    expect((await read(id)).last_used_at).toBeNull();
    const uses = new KeyUses(gateway.resourcesOf().reading);
    const at = new Date('2026-01-31T12:00:00Z');
    const others = await Promise.all(Array.from({ length: 3 }, () => make()));
    for (const one of [{ id }, ...others]) uses.note(one.id, at);
    await uses.write();
    for (const one of [{ id }, ...others]) expect((await read(one.id)).last_used_at).toBe(at.toISOString());
    uses.note(id, new Date(at.getTime() - 1));
    await uses.write();
    expect((await read(id)).last_used_at).toBe(at.toISOString());
  });

  it('tell of the use by whoever calls with them, once the gateway that saw it has written', async () => {
    const [caller, idle] = [await make(), await make()];
    const instance = await gateway.another();
    const began = Date.now();
    expect(
      (await gateway.ask('POST', '/v1/notifications', { key: caller.key, body: aRequest() }, instance)).status,
    ).toBe(202);
    await gateway.get(KeyUses, instance).write();
    const first = Date.parse((await read(caller.id)).last_used_at as string);
    expect([first >= began, first <= Date.now()]).toEqual([true, true]);
    await search(caller.key, instance);
    await gateway.endLast();
    expect(Date.parse((await read(caller.id)).last_used_at as string)).toBeGreaterThan(first);
    expect((await read(idle.id)).last_used_at).toBeNull();
  });

  it.each<[string, object, string]>([
    ['no name', { name: undefined }, '/name'],
    ['a blank name', { name: ' ' }, '/name'],
    ['a header in the name', { name: 'a\r\nSet-Cookie: b=c' }, '/name'],
    ['a name that turns the text round', { name: 'a\u202eb' }, '/name'],
    ['a long name', { name: 'x'.repeat(101) }, '/name'],
    ['neither role nor scopes', { role: undefined }, '/role'],
    ['both', { scopes: ['users:read'] }, '/scopes'],
    ['an unknown scope', { role: undefined, scopes: ['users:all'] }, '/scopes/0'],
    ['no scopes', { role: undefined, scopes: [] }, '/scopes'],
    ['an unknown role', { role: 'root' }, '/role'],
    ['an address that is none', { allowed_addresses: ['10.0.0.0/33'] }, '/allowed_addresses/0'],
    ['a name for an address', { allowed_addresses: ['10.0.0.0/8', 'example.com'] }, '/allowed_addresses/1'],
    ['an expiry in the past', { expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    ['an expiry in a year of five digits', { expires_at: '9999-12-31T23:59:59-23:59' }, '/expires_at'],
    ['an expiry that is no time', { expires_at: 'tomorrow' }, '/expires_at'],
    ['an unknown mode', { mode: 'prod' }, '/mode'],
    ['a redirect of a live key', { redirect: { email: 'ada@example.com' } }, '/redirect'],
    ['a redirect to nobody', { mode: 'test', redirect: {} }, '/redirect'],
    ['a redirect to no address', { mode: 'test', redirect: { email: 'ada' } }, '/redirect/email'],
  ])('%s is a 400 that says where', async (_, over, pointer) => {
    const before = await gateway.count('api_keys');
    const { status, body } = await post({ name: 'shop', role: 'viewer', ...over });
    expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
    expect(await gateway.count('api_keys')).toBe(before);
  });

  it('take any body, and make of it a key as documented or a problem', async () => {
    const wild = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.jsonValue({ maxDepth: 2 }));
    const or = (...known: unknown[]) =>
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: wild });
    const common = {
      name: or('a', 'ü\u0301'),
      role: or('admin', 'viewer'),
      scopes: or(['users:read'], ['users:read', 'users:read'], []),
      allowed_addresses: or([], ['::/0'], ['::ffff:1.2.3.4/96'], ['1.2.3.4/0'], ['1.2.3.4/-0']),
      expires_at: or(
        null,
        '9999-12-31T23:59:59Z',
        '9999-12-31T23:59:59-23:59',
        '2999-02-30T00:00:00Z',
        '2999-01-01T00:00:00+23:59',
      ),
    };
    const redirect = or(null, QA, { email: 'a@b' });
    const { id } = await make({ mode: 'test', role: 'admin' });
    // Another one, since what is rotated without an overlap is of no use to the others.
    const { id: rotated } = await make({ mode: 'test', role: 'admin' });
    const request = fc.oneof(
      fc.tuple(
        fc.constant('POST'),
        fc.constant(''),
        fc.record({ ...common, mode: or('live', 'test'), redirect }, { requiredKeys: ['name'] }),
      ),
      fc.tuple(fc.constant('PATCH'), fc.constant(`/${id}`), fc.record({ ...common, redirect }, { requiredKeys: [] })),
      fc.tuple(
        fc.constant('POST'),
        fc.constant(`/${rotated}/rotate`),
        fc.record({ overlap_seconds: or(86_400, -0.5, 2 ** 31) }, { requiredKeys: [] }),
      ),
    );
    const good = new Set<string>();
    await fc.assert(
      fc.asyncProperty(request, async ([method, path, body]) => {
        const answer = await gateway.ask(method, `/v1/api-keys${path}`, { text: JSON.stringify(body) });
        // An overlap of nothing ends the key, and what has ended is not rotated.
        if (answer.status === 400 || answer.body.code === 'key_not_usable') return;
        expect([200, 201]).toContain(answer.status);
        (method === 'POST' ? newApiKeyAnswer : apiKeyAnswer).strict().parse(answer.body);
        good.add(path);
      }),
      { numRuns: 400 },
    );
    expect(good.size).toBe(3);
  }, 60_000);

  it.each([-1, 1.5, 30 * 86_400 + 1, 1e300, '60', null])('an overlap of %p is a 400', async (overlap_seconds) => {
    const { id } = await make();
    const { status, body } = await rotate(id, { overlap_seconds });
    expect([status, body.errors[0].pointer]).toEqual([400, '/overlap_seconds']);
    expect((await read(id)).expires_at).toBeNull();
  });

  it('in other places than the Authorization header are no credential', async () => {
    const { key } = await make({ role: 'viewer' });
    const odd: Record<string, string>[] = [
      { 'x-api-key': key },
      { authorization: key },
      { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
      { authorization: `Bearer ${key} ${key}` },
      { authorization: `Bearer ${key},` },
      { cookie: `authorization=Bearer ${key}` },
      { 'proxy-authorization': `Bearer ${key}` },
    ];
    for (const headers of odd) {
      expect((await gateway.ask('GET', '/v1/notifications', { key: '', headers })).status).toBe(401);
    }
    const inQuery = await gateway.ask('GET', `/v1/notifications?access_token=${key}`, { key: '' });
    expect(inQuery.status).toBe(401);
    expect((await search('', 0, { authorization: `bearer  ${key}` })).status).toBe(200);
  });

  it('let a WebSocket in with the scope to read, from where they may be used', async () => {
    const { AuthenticateMessageController } =
      await import('../../../apps/gateway/src/access/authenticate.message.controller.js');
    const rpc = gateway.get(AuthenticateMessageController);
    const keys = [
      await make({ role: 'viewer' }),
      await make({ role: undefined, scopes: ['users:read'] }),
      await make({ role: 'viewer', allowed_addresses: ['192.0.2.0/24'] }),
      await make({ mode: 'test', redirect: { email: 'qa@example.com' } }),
    ];
    const from = async (address?: string) => {
      const answers = await rpc.authenticate({ items: keys.map(({ key }) => ({ api_key: key, address })) });
      return answers.map((client) => client !== null);
    };
    expect(await from('192.0.2.7')).toEqual([true, false, true, true]);
    expect(await from('198.51.100.7')).toEqual([true, false, false, true]);
    expect(await from()).toEqual([true, false, false, true]);
    const [client] = await rpc.authenticate({ items: [{ api_key: keys[3]!.key }] });
    expect(client?.test).toEqual({});
  });

  it('are documented', () => {
    const document = openApiDocument('https://api.example.com') as { paths: Record<string, object> };
    expect(Object.keys(document.paths['/v1/api-keys/{id}']!)).toEqual(['get', 'patch', 'delete']);
  });
});
