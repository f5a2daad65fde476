/** Types by API and by file: what a tenant sends, and with how much care. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newApiKey } from '#libs/auth';
import { testTenant, testUser, until } from '#libs/testing';
import { notificationTypeAnswer } from '../../../apps/gateway/src/notification-types/notification-types.answers.js';
import { storeTypesFile } from '../../../apps/gateway/src/notification-types/types-file/store-types-file.js';
import { aRequest, RunningGateway, type Ask } from './running-gateway.js';

const invoice = { category: 'billing', channels: ['email'] };

describe('notification types', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  let names = 0;
  const aName = () => `type-${++names}`;
  const type = (method: string, name: string, ask?: Ask, instance = 0) =>
    gateway.ask(method, `/v1/notification-types/${name}`, ask, instance);
  const priorityOf = async (id: string) => {
    const [row] = await gateway.database.query<{ priority: string }>(
      `select intent->>'priority' as priority from notifications where id = '${id}'`,
    );
    return row?.priority;
  };

  it('are made, read, replaced and forgotten by the API', async () => {
    const name = aName();
    const made = await type('PUT', name, { body: invoice });
    expect([made.status, made.body]).toMatchObject([201, { name, category: 'billing', managed_by: 'api' }]);
    const replaced = await type('PUT', name, { body: { ...invoice, daily_cap: 5 } });
    expect([replaced.status, replaced.body]).toMatchObject([200, { name, daily_cap: 5 }]);
    expect((await type('PUT', name, { body: replaced.body })).body).toEqual(replaced.body);
    const read = await type('GET', name);
    expect([read.status, read.body]).toEqual([200, replaced.body]);
    notificationTypeAnswer.strict().parse(read.body);
    const { body } = await gateway.ask('GET', '/v1/notification-types');
    expect(body.items).toContainEqual(read.body);
    expect((await type('DELETE', name)).status).toBe(204);
    expect((await type('DELETE', name)).status).toBe(404);
    expect((await type('GET', name)).status).toBe(404);
  });

  it.each(['%00', '..%2F', '%F0%9F%92%A5', 'x'.repeat(900)])(
    'of a name that none can have (%s) are not there',
    async (name) => {
      for (const method of ['GET', 'DELETE']) expect((await type(method, name)).status).toBe(404);
    },
  );

  it('hold for the very next notification, on this instance and on the others', async () => {
    const name = aName();
    const other = await gateway.another();
    const send = (instance: number) => gateway.send({ notification_type: name }, {}, instance);
    expect([(await send(0)).status, (await send(other)).status]).toEqual([400, 400]);
    await type('PUT', name, { body: { ...invoice, priority: 'low' } });
    const sent = await send(0);
    expect([sent.status, await priorityOf(sent.body.id)]).toEqual([202, 'low']);
    await until(async () => (await send(other)).status === 202, { timeoutMs: 2_000 });
    await type('PUT', name, { body: { ...invoice, priority: 'high' } }, other);
    await until(async () => (await priorityOf((await send(0)).body.id)) === 'high', { timeoutMs: 2_000 });
    await type('DELETE', name);
    expect((await send(0)).status).toBe(400);
    await until(async () => (await send(other)).status === 400, { timeoutMs: 2_000 });
  }, 30_000);

  it('belong to one tenant', async () => {
    const [name, tenant, key] = [aName(), testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, key);
    await type('PUT', name, { body: invoice });
    expect((await type('GET', name, { key })).status).toBe(404);
    expect((await type('DELETE', name, { key })).status).toBe(404);
    expect((await type('PUT', name, { key, body: { ...invoice, category: 'other' } })).status).toBe(201);
    expect((await type('GET', name)).body).toMatchObject({ category: 'billing' });
  });

  it('that make no sense are refused in words, and nothing is stored', async () => {
    const name = aName();
    const { status, body } = await type('PUT', name, { body: { ...invoice, critical: true, daily_cap: 3 } });
    expect([status, body.detail]).toEqual([
      400,
      '/daily_cap: must be null for a critical type: what is critical is never held back',
    ]);
    expect((await type('GET', name)).status).toBe(404);
    const near = await type('GET', 'order_updat');
    expect(near.body.detail).toContain('did you mean order_update?');
  });

  it('raise and lower the priority by what a notification says, also in a bulk; what the request names stands', async () => {
    const name = aName();
    const priority_rules = [
      { field: 'content.data.amount', above: 1_000, priority: 'high' },
      { field: 'metadata.kind', equals: 'digest', priority: 'low' },
    ];
    await type('PUT', name, { body: { ...invoice, priority_rules } });
    const of = (data: object, over: object = {}) =>
      aRequest({ notification_type: name, content: { title: 't', body: 'b', data }, ...over });
    const notifications = [
      of({ amount: 2_000 }),
      of({ amount: 5 }, { metadata: { kind: 'digest' } }),
      of({ amount: '__proto__' }),
      of({ amount: 2_000 }, { priority: 'critical' }),
    ];
    const bulk = await gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications } });
    const single = await gateway.ask('POST', '/v1/notifications', { body: notifications[0] });
    const ids = [...bulk.body.results.map(({ id }) => id), single.body.id];
    const priorities: unknown[] = [];
    for (const id of ids) priorities.push(await priorityOf(id));
    expect(priorities).toEqual(['high', 'low', 'medium', 'critical', 'high']);
  });

  it('may be forgotten while something of them is held: it goes out as it was promised', async () => {
    const name = aName();
    await type('PUT', name, { body: invoice });
    const { user_id } = gateway.peers.store(gateway.tenant, testUser());
    gateway.peers.away = true;
    const { body } = await gateway.send({ to: undefined, user_id, notification_type: name });
    expect(body.status).toBe('SCHEDULED');
    expect((await type('DELETE', name)).status).toBe(204);
    gateway.peers.away = false;
    await until(() => gateway.kafka.about(body.id, 'dispatch').length === 1, { timeoutMs: 15_000 });
  }, 20_000);

  describe('of a file', () => {
    let file: string;
    const write = (content: unknown) => writeFile(file, JSON.stringify(content));
    const filed = (name: string, over: object = {}) => ({ name, ...invoice, ...over });
    const start = () => gateway.another({}, { TYPES_FILE: file });
    beforeAll(async () => {
      file = join(await mkdtemp(join(tmpdir(), 'carillon-types-')), 'types.json');
    });

    it('are there after the start, and the API does not change them', async () => {
      const name = aName();
      await write({ tenant: gateway.tenant, types: [filed(name, { priority: 'low' })] });
      const instance = await start();
      const read = await type('GET', name, {}, instance);
      expect(read.body).toMatchObject({ name, priority: 'low', managed_by: 'file' });
      for (const method of ['PUT', 'DELETE']) {
        const answer = await type(method, name, method === 'PUT' ? { body: invoice } : {});
        expect([answer.status, answer.body.code]).toEqual([409, 'managed_by_file']);
      }
      expect((await type('GET', name)).body).toEqual(read.body);
    }, 20_000);

    it('take over a type that the API made, and give back what the file does not name any more', async () => {
      const [kept, left] = [aName(), aName()];
      await type('PUT', kept, { body: invoice });
      await write({ tenant: gateway.tenant, types: [filed(kept, { daily_cap: 2 }), filed(left)] });
      await start();
      expect((await type('GET', kept)).body).toMatchObject({ daily_cap: 2, managed_by: 'file' });
      await write({ tenant: gateway.tenant, types: [filed(kept)] });
      await start();
      expect((await type('GET', kept)).body).toMatchObject({ daily_cap: null, managed_by: 'file' });
      expect((await type('PUT', left, { body: invoice })).status).toBe(200);
    }, 20_000);

    it('are audited where they change something, and known to the others at once', async () => {
      const [filedName, left] = [aName(), aName()];
      const audited = async (name: string) => {
        const { body } = await gateway.ask('GET', '/v1/audit?actor=file&limit=100');
        const items = body.items as { action: string; target: string; details: object }[];
        return items.filter(({ target }) => target === name).map(({ action, details }) => ({ action, details }));
      };
      expect((await gateway.send({ notification_type: filedName })).status).toBe(400);
      await write({ tenant: gateway.tenant, types: [filed(filedName), filed(left)] });
      for (let starts = 0; starts < 2; starts++) await start();
      await until(async () => (await gateway.send({ notification_type: filedName })).status === 202, {
        timeoutMs: 4_000,
      });
      await write({ tenant: gateway.tenant, types: [filed(filedName, { daily_cap: 2 })] });
      await start();
      const put = (details: object) => ({
        action: 'putNotificationType',
        details: expect.objectContaining(details) as object,
      });
      expect(await audited(filedName)).toEqual([
        put({ managed_by: 'file', daily_cap: 2 }),
        put({ managed_by: 'file', daily_cap: null }),
      ]);
      expect(await audited(left)).toEqual([put({ managed_by: 'api' }), put({ managed_by: 'file' })]);
    }, 30_000);

    it('may be brought by several gateways that start at once, for a tenant that is new', async () => {
      const tenant = testTenant();
      const types = Array.from({ length: 20 }, () => filed(aName()));
      await write([{ tenant, types }]);
      await Promise.all(
        Array.from({ length: 5 }, () =>
          storeTypesFile(gateway.resourcesOf().reading, gateway.resourcesOf().outbox, { TYPES_FILE: file }),
        ),
      );
      const rows = await gateway.database.query(`select name from notification_types where tenant_id = '${tenant}'`);
      expect(rows).toHaveLength(types.length);
    });

    it('are stored all or none: a gateway does not start with a file that is wrong', async () => {
      const name = aName();
      await write({ tenant: gateway.tenant, types: [filed(name), filed(aName(), { daily_cap: 0 })] });
      const started = storeTypesFile(gateway.resourcesOf().reading, gateway.resourcesOf().outbox, { TYPES_FILE: file });
      await expect(started).rejects.toThrow(/types\.json is not valid: .*, type-\d+: \/daily_cap must be at least 1/);
      expect((await type('GET', name)).status).toBe(404);
    });
  });
});
