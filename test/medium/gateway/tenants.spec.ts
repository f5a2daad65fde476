/** Rule 9: a tenant never sees another. Every route of the document is tried, so that a new one is covered as well. */
import { newApiKey } from '#libs/auth';
import { testTenant } from '#libs/testing';
import { operations } from '../../../apps/gateway/src/api-page/operations.js';
import { RunningGateway } from './running-gateway.js';

describe('another tenant', () => {
  let gateway: RunningGateway;
  const [other, otherKey, secret] = [testTenant(), newApiKey(), 'only-of-the-first'];
  let id: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    await gateway.storeTenant(other, otherKey);
    gateway.peers.store(gateway.tenant, secret, { email: `${secret}@example.com` });
    gateway.peers.answers.set('status.search', () => ({ items: [] }));
    for (const name of ['put_preferences', 'put_devices', 'delete_device', 'delete_user'] as const) {
      const known = ({ tenant_id }: { tenant_id: string }) =>
        tenant_id === gateway.tenant ? gateway.peers.users.get(`${tenant_id} ${secret}`) : null;
      gateway.peers.answers.set(`preferences.${name}`, known);
    }
    id = (await gateway.send({ to: undefined, user_id: secret })).body.id;
  }, 30_000);
  afterAll(() => gateway.end());

  const withIds = operations.filter(({ path, access }) => path.includes('{id}') && access !== 'end_user');

  it.each(withIds.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    'is told of %s: there is no such thing',
    async (_, { method, path, id: name }) => {
      if (name === 'putUser') return; // makes a user of its own tenant
      const thing = path.startsWith('/v1/notifications') ? id : secret;
      const bodies: Record<string, object> = {
        putDevices: { devices: [] },
        putDevice: { token: 't', platform: 'ios' },
      };
      const answer = await gateway.ask(method.toUpperCase(), path.replace('{id}', thing).replace('{device}', 'd'), {
        key: otherKey,
        ...(method === 'put' || method === 'post' ? { body: bodies[name] ?? {} } : {}),
      });
      expect(answer.status).toBe(404);
      expect(JSON.stringify(answer.body)).not.toContain(secret);
    },
  );

  it('cannot send to a user who is not its own', async () => {
    const { status, body } = await gateway.ask('POST', '/v1/notifications', {
      key: otherKey,
      body: { user_id: secret, notification_type: 'order_update', content: { title: 't', body: 'b' } },
    });
    expect([status, body.code]).toEqual([422, 'unknown_user']);
  });

  it("an end user's token opens the inbox and nothing else", async () => {
    const { body } = await gateway.ask('POST', `/v1/users/${secret}/tokens`);
    gateway.peers.answers.set('in_app.unread', ({ tenant_id, user_id }: Record<string, string>) =>
      tenant_id === gateway.tenant && user_id === secret ? 3 : 0,
    );
    const mine = await gateway.ask('GET', '/v1/inbox/unread', { key: body.token });
    expect(mine.body).toEqual({ unread: 3 });
    expect((await gateway.ask('GET', `/v1/users/${secret}`, { key: body.token })).status).toBe(403);
    expect((await gateway.ask('GET', '/v1/inbox/unread')).status).toBe(401);
  });
});
