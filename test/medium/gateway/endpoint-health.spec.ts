/** Endpoints that the webhook app does not call any more, as their owners see them and take them into use again. */
import type { EndpointKey, EndpointStanding, EventSubscription, PutUser } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { testUser } from '#libs/testing';
import { RunningGateway } from './running-gateway.js';

const STANDING: EndpointStanding = { disabled_at: '2026-01-01T00:00:00.000Z', disabled_reason: 'gone' };

describe('an endpoint that is not called any more', () => {
  let gateway: RunningGateway;
  const disabled = new Set<string>();
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    gateway.peers.answers.set('delivery.endpoints', ({ tenant_id, endpoint_id }: EndpointKey) =>
      tenant_id === gateway.tenant && disabled.has(endpoint_id) ? STANDING : null,
    );
    gateway.peers.answers.set('delivery.enable_endpoint', ({ endpoint_id }: EndpointKey) =>
      disabled.delete(endpoint_id),
    );
  }, 30_000);
  afterAll(() => gateway.end());
  afterEach(() => disabled.clear());

  it("is shown as that on its user, and is called again once the user's endpoints are put", async () => {
    const endpoint = { endpoint_id: uuidv7(), url: 'https://example.com/hook', secret: 'whsec_AAAA' };
    const profile = gateway.peers.store(gateway.tenant, testUser(), { webhooks: [endpoint] });
    gateway.peers.answers.set('preferences.put_user', (_: PutUser) => ({
      profile,
      created: false,
      new_endpoint_ids: [],
    }));
    const path = `/v1/users/${profile.user_id}`;
    const webhook = { id: endpoint.endpoint_id, url: endpoint.url };
    const seen = async () => (await gateway.ask('GET', path)).body as unknown as { webhooks: object[] };
    expect((await seen()).webhooks).toEqual([webhook]);
    disabled.add(endpoint.endpoint_id);
    expect((await seen()).webhooks).toEqual([{ ...webhook, enabled: false, ...STANDING }]);
    const untouched = await gateway.ask('PUT', path, { body: { locale: 'de' } });
    expect(untouched.body).toMatchObject({ webhooks: [{ enabled: false }] });
    const enabled = await gateway.ask('PUT', path, { body: { webhooks: [{ url: endpoint.url }] } });
    expect(enabled.body).toMatchObject({ webhooks: [webhook] });
    expect([...disabled]).toEqual([]);
  });

  it('is shown as that on its subscription, and is called again once that is put', async () => {
    const at = '2026-01-01T00:00:00.000Z';
    const subscription: EventSubscription = {
      id: uuidv7(),
      url: 'https://example.com/events',
      enabled: true,
      created_at: at,
      updated_at: at,
    };
    gateway.peers.answers.set('status.subscriptions.get', () => subscription);
    gateway.peers.answers.set('status.subscriptions.list', () => [subscription]);
    gateway.peers.answers.set('status.subscriptions.put', () => subscription);
    disabled.add(subscription.id);
    const path = `/v1/event-subscriptions/${subscription.id}`;
    const shown = { ...subscription, enabled: false, ...STANDING };
    expect((await gateway.ask('GET', path)).body).toEqual(shown);
    expect((await gateway.ask('GET', '/v1/event-subscriptions')).body).toEqual({ items: [shown] });
    const put = await gateway.ask('PUT', path, { body: { url: subscription.url } });
    expect(put.body).toEqual(subscription);
    expect((await gateway.ask('GET', path)).body).toEqual(subscription);
  });

  it('is told of all the same where the webhook app is away', async () => {
    gateway.peers.answers.delete('delivery.endpoints');
    const profile = gateway.peers.store(gateway.tenant, testUser(), {
      webhooks: [{ endpoint_id: uuidv7(), url: 'https://example.com/hook', secret: 'whsec_AAAA' }],
    });
    const answer = await gateway.ask('GET', `/v1/users/${profile.user_id}`);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([200, expect.not.stringContaining('whsec_')]);
  });
});
