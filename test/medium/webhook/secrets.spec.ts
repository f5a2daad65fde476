/** A secret is rotated while something is on its way: each attempt is signed with what is valid when it is made. */
import { randomBytes } from 'node:crypto';
import { NO_PREFERENCES, type Profile, type Target } from '#libs/contracts';
import type { ProviderCall } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { testTenant } from '#libs/testing';
import { LocalKeys, Vault } from '#libs/vault';
import { rotateWebhook } from '../../../apps/preferences/src/profiles/change-profile.js';
import { ActiveSubscriptions } from '../../../apps/status/src/subscriptions/active-subscriptions.js';
import { SubscriptionStore } from '../../../apps/status/src/subscriptions/subscription-store.js';
import { WebhookProvider } from '../../../apps/webhook/src/providers/webhook/webhook.provider.js';
import { CurrentSecrets } from '../../../apps/webhook/src/secrets/current-secrets.js';
import { FreshlySigned } from '../../../apps/webhook/src/secrets/freshly-signed.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';
import { statusStore, type StatusStore } from '../status/status-schema.js';

const never = new AbortController().signal;
const WELL = [{ kind: 'sent', delivered: true }];
const REFUSED = [{ kind: 'retry', code: 'http_401' }];

describe('what waits while its secret is rotated', () => {
  let sim: Running;
  let tables: StatusStore;
  let active: ActiveSubscriptions;
  let subscriptions: SubscriptionStore;
  let webhooks: FreshlySigned;
  let profiles: Map<string, Profile>;
  let asked: number;
  let isAway: boolean;
  let tenant: string;

  beforeAll(async () => {
    [sim, tables] = await Promise.all([runSimulator(), statusStore()]);
    const vault = new Vault(new LocalKeys([{ id: 'k1', key: randomBytes(32) }]));
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    active = new ActiveSubscriptions(tables.db, vault, log);
    subscriptions = new SubscriptionStore(tables.db, vault, active);
    const secrets = new CurrentSecrets({
      ofSubscriptions: (keys) => {
        asked += 1;
        if (isAway) return Promise.reject(new Error('away'));
        return Promise.all(keys.map((key) => subscriptions.secrets(key)));
      },
      ofUsers: (keys) => Promise.resolve(keys.map(({ user_id }) => profiles.get(user_id) ?? null)),
    });
    const provider = new WebhookProvider({ timeoutMs: 5_000, allow: [`127.0.0.1:${sim.simulator.port}`] });
    webhooks = new FreshlySigned(provider, { critical: secrets, others: secrets }, log);
  }, 30_000);
  afterAll(async () => {
    await webhooks.close();
    await active.stop();
    await tables.drop();
    await sim.stop();
  });
  beforeEach(() => {
    tenant = testTenant();
    profiles = new Map();
    asked = 0;
    isAway = false;
  });

  const takes = (endpoint: string, secret: string) => sim.control('PUT', `webhooks/${endpoint}`, { secret });
  const send = (call: ProviderCall, over: Partial<ProviderCall> = {}) => webhooks.send([{ ...call, ...over }], never);
  /** A subscription, and an event for it that is on its way with the secret of now. */
  const anEvent = async () => {
    const endpoint = uuidv7();
    const url = `${sim.url}/webhook/${endpoint}`;
    const { subscription, secret } = await subscriptions.create(tenant, { url, enabled: true });
    const { id } = subscription;
    await takes(endpoint, secret);
    const target: Target = { channel: 'webhook', endpoint_id: id, url, secret };
    const call = aCall({ tenantId: tenant, target, subscriptionId: id, timestamp: new Date().toISOString() });
    const rotate = async (overlapSeconds: number) => {
      const rotated = await subscriptions.rotate({ tenant_id: tenant, id }, overlapSeconds);
      await takes(endpoint, rotated!.secret);
    };
    return { call, id, endpoint, secret, rotate };
  };

  test('an event that is tried again is signed with the new secret, also after both were valid', async () => {
    const { call, rotate } = await anEvent();
    expect(await send(call)).toEqual(WELL);
    await rotate(0);
    expect(await send(call)).toEqual(REFUSED); // its first attempt, a moment ago on its way
    expect(await send(call, { attempt: 2, delayed: true })).toEqual(WELL);
    await rotate(0);
    expect(await send(call, { attempt: 3 })).toEqual(WELL);
  });

  test('and with both while one takes over from the other', async () => {
    const { call, endpoint, secret, rotate } = await anEvent();
    await rotate(3_600);
    expect(await send(call, { attempt: 2 })).toEqual(WELL);
    await takes(endpoint, secret);
    expect(await send(call, { attempt: 3 })).toEqual(WELL);
  });

  test('what was held, replayed from the dead letters, or long in a backlog: likewise', async () => {
    const { call, rotate } = await anEvent();
    await rotate(0);
    expect(await send(call, { delayed: true })).toEqual(WELL);
    expect(await send(call, { timestamp: new Date(Date.now() - 120_000).toISOString() })).toEqual(WELL);
  });

  test('many for one endpoint ask once; what is fresh asks nobody', async () => {
    const { call } = await anEvent();
    await send(call);
    expect(asked).toBe(0);
    const calls = Array.from({ length: 50 }, () => ({ ...call, deliveryId: uuidv7(), attempt: 2 }));
    expect(new Set((await webhooks.send(calls, never)).map(({ kind }) => kind))).toEqual(new Set(['sent']));
    expect(asked).toBe(1);
  });

  test('goes with what it brought where nobody can say, or the subscription is gone; never with another tenant’s', async () => {
    const { call, id } = await anEvent();
    isAway = true;
    expect(await send(call, { attempt: 2 })).toEqual(WELL);
    isAway = false;
    expect(await subscriptions.secrets({ tenant_id: 'another', id })).toBeNull();
    await subscriptions.delete({ tenant_id: tenant, id });
    expect(await send(call, { attempt: 2 })).toEqual(WELL);
  });

  test('the endpoint of a user: by what preferences know of it', async () => {
    const endpoint = uuidv7();
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const url = `${sim.url}/webhook/${endpoint}`;
    const before = { endpoint_id: endpoint, url, secret };
    const document = { reachable: { webhooks: [before], devices: [] } } as unknown as Parameters<
      ReturnType<typeof rotateWebhook>
    >[0];
    const { reachable } = rotateWebhook(endpoint, 0, new Date())(document);
    const [after] = reachable.webhooks;
    await takes(endpoint, after!.secret);
    const profile = { tenant_id: tenant, user_id: 'ada', version: 2, devices: [], preferences: NO_PREFERENCES };
    profiles.set('ada', { ...profile, webhooks: reachable.webhooks });
    const call = aCall({ tenantId: tenant, userId: 'ada', target: { channel: 'webhook', ...before } });
    const now = new Date().toISOString();
    expect(await send(call, { timestamp: now })).toEqual(REFUSED);
    expect(await send(call, { timestamp: now, attempt: 2 })).toEqual(WELL);
    const toNobody = { ...call, userId: undefined };
    expect(await send(toNobody, { attempt: 2 })).toEqual(REFUSED);
  });
});
