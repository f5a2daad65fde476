/** What gateways keep in memory, and how they hear that it has changed. */
import { newApiKey } from '#libs/auth';
import { Notifications } from '#libs/messaging';
import { testTenant, until } from '#libs/testing';
import { Changes } from '../../../apps/gateway/src/changes/changes.js';
import { RunningGateway, type Answer } from './running-gateway.js';

/** Long before what is in memory is too old: whoever knows by then was told. */
const TOLD = { timeoutMs: 4_000 };
const limitOf = (n: number) => ({ client: { limit: n, window_seconds: 60 } });

describe('a change of what gateways keep in memory', () => {
  let gateway: RunningGateway;
  let second: number;
  let tenant: string;
  let key: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    second = await gateway.another();
    gateway.peers.answers.set('status.search', () => ({ items: [] }));
  }, 30_000);
  afterAll(() => gateway.end());
  beforeEach(async () => {
    [tenant, key] = [testTenant(), newApiKey()];
    await gateway.storeTenant(tenant, key);
  });

  const priced = { category: 'billing', channels: ['email'] };
  const send = (instance: number, notification_type = 'order_update') => {
    const body = { to: { email: 'a@example.com' }, notification_type, content: { title: 't', body: 'b' } };
    return gateway.ask('POST', '/v1/notifications', { body, key }, instance);
  };
  const policyIn = ({ headers }: Answer) => headers.get('ratelimit-policy');
  const rowsOf = (sql: string, ...values: unknown[]) => gateway.database.query(sql, values);

  /** Each is in memory of both instances, and then not as it is stored any more. */
  const kinds: Record<
    string,
    {
      readonly byApi: () => Promise<Answer>;
      readonly behindTheBack: () => Promise<unknown>;
      readonly isKnown: (instance: number) => Promise<boolean>;
    }
  > = {
    types: {
      byApi: () => gateway.ask('PUT', '/v1/notification-types/invoice', { key, body: priced }),
      behindTheBack: () =>
        rowsOf(
          `insert into notification_types (tenant_id, name, definition)
            select tenant_id, 'invoice', replace(definition::text, '"order_update"', '"invoice"')::json
            from notification_types where tenant_id = $1 and name = 'order_update'`,
          tenant,
        ),
      isKnown: async (instance) => (await send(instance, 'invoice')).status === 202,
    },
    limits: {
      byApi: () => gateway.ask('PUT', '/v1/limits', { key, body: limitOf(77) }),
      behindTheBack: () => rowsOf('insert into limits (tenant_id, policy) values ($1, $2)', tenant, limitOf(77)),
      isKnown: async (instance) => policyIn(await send(instance)) === '"client";q=77;w=60',
    },
    keys: {
      byApi: async () => {
        const second = await gateway.ask('POST', '/v1/api-keys', { key, body: { name: 'next', role: 'admin' } });
        const [, { key_id }] = (await gateway.keysOf(tenant)) as [object, { key_id: string }];
        return gateway.ask('PATCH', `/v1/api-keys/${key_id}`, { key: second.body.key, body: { role: 'viewer' } });
      },
      behindTheBack: () => rowsOf("update api_keys set role = 'viewer' where tenant_id = $1", tenant),
      isKnown: async (instance) => (await send(instance)).status === 403,
    },
  };

  it.each(Object.keys(kinds))(
    'holds on its instance before it is answered, and on others in moments: %s',
    async (name) => {
      const { byApi, isKnown } = kinds[name]!;
      expect([await isKnown(0), await isKnown(second)]).toEqual([false, false]);
      const { status } = await byApi();
      expect([200, 201]).toContain(status);
      expect(await isKnown(0)).toBe(true);
      await until(() => isKnown(second), TOLD);
    },
  );

  it.each(Object.keys(kinds))(
    'that could not be heard of counts when there is a connection again: %s',
    async (name) => {
      const { behindTheBack, isKnown } = kinds[name]!;
      expect([await isKnown(0), await isKnown(second)]).toEqual([false, false]);
      await behindTheBack();
      expect([await isKnown(0), await isKnown(second)]).toEqual([false, false]);
      const cut = await gateway.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gateway-changes'
        and query = 'listen "' || current_schema() || '.changes"'`,
      );
      expect(cut).toHaveLength(2);
      for (const instance of [0, second]) await until(() => isKnown(instance), TOLD);
    },
  );

  it('is not announced where its transaction fails', async () => {
    const heard: string[] = [];
    const { promise: listening, resolve } = Promise.withResolvers<void>();
    const { url, schema } = gateway.database;
    const hearing = new Notifications(url, 'test', `${schema}.changes`, resolve, (payload) => heard.push(payload));
    hearing.start();
    await listening;
    const changes = gateway.get(Changes);
    const failing = changes.make({ what: 'types', id: 'never' }, (tx) => {
      tx.enqueue({ name: '', text: 'select 1 / 0', values: [] });
      return Promise.resolve();
    });
    await expect(failing).rejects.toThrow('division by zero');
    await changes.make({ what: 'limits', id: tenant }, () => Promise.resolve());
    await until(() => heard.length > 0);
    expect(heard).toEqual([`limits:${tenant}`]);
    await hearing.stop();
  });
});
