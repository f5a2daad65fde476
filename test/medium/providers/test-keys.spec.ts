/**
 * Nothing that is sent with a test key comes to a real provider, on whatever way: a gateway, a channel's app, and two simulators, one
 * in the place of the provider and one in the place of the simulator.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { DispatchRecord } from '#libs/contracts';
import type { Provider } from '#libs/delivery';
import { testUser, until } from '#libs/testing';
import { SlackForTests } from '../../../apps/chat/src/for-tests/slack-for-tests.js';
import { WebPushForTests } from '../../../apps/push/src/for-tests/webpush-for-tests.js';
import { WebhooksForTests } from '../../../apps/webhook/src/providers/webhook/webhooks-for-tests.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { settings } from '../running/settings.js';
import { adapters, CHANNEL_OF, type Place } from './adapters.js';
import { RunningChannelApp } from './running-channel-app.js';

const QA = { email: 'qa@example.com', phone: '+436641234568' };
const PATIENT = { timeoutMs: 30_000 };

describe.each(adapters)('a test by $name', (adapter) => {
  const channel = CHANNEL_OF[adapter.name]!;
  let provider: Running;
  let simulator: Running;
  let gateway: RunningGateway;
  let app: RunningChannelApp;
  let keys: { simulated: string; redirected: string };

  beforeAll(async () => {
    [provider, simulator] = await Promise.all([runSimulator(), runSimulator()]);
    for (const sim of [provider, simulator])
      await sim.control('PUT', `callbacks/${adapter.name}`, { enabled: false }).catch(() => undefined);
    gateway = await RunningGateway.begin({}, { MASTER_KEYS: settings().MASTER_KEYS });
    const forTests = standInFor(adapter.name) ?? adapter.make(placeOf(simulator));
    app = await RunningChannelApp.begin(channel, adapter.make(placeOf(provider)), forTests);
    keys = { simulated: await testKey(), redirected: await testKey(QA) };
  }, 60_000);
  afterAll(async () => {
    await app.end();
    await gateway.end();
    await Promise.all([provider.stop(), simulator.stop()]);
  }, 30_000);
  beforeEach(() => Promise.all([provider, simulator].map((sim) => sim.control('DELETE', 'ledger'))));
  afterEach(() => {
    gateway.peers.away = false;
  });

  const placeOf = ({ simulator: { port, tlsPort, smtpPort }, ca }: Running): Place => ({
    port,
    tlsPort,
    smtpPort,
    ca,
    timeoutMs: 5_000,
  });
  /** Those that are called at an address of the recipient's own are led elsewhere. */
  const standInFor = (name: string): Provider | undefined => {
    const { tlsPort, ca, timeoutMs } = placeOf(simulator);
    if (name === 'webhook') return new WebhooksForTests(`${simulator.url}/webhook`, timeoutMs);
    if (name === 'slack') return new SlackForTests(`${simulator.url}/services/T0TEST/B0TEST`, timeoutMs);
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const url = `https://127.0.0.1:${tlsPort}/webpush`;
    return name === 'webpush' ? new WebPushForTests({ url, key, ca, timeoutMs }) : undefined;
  };
  const testKey = async (redirect?: object) => {
    const body = { name: 'test', role: 'producer', mode: 'test', redirect };
    return (await gateway.ask('POST', '/v1/api-keys', { body })).body.key;
  };
  /** Somebody whose addresses are all at the provider. */
  const aUser = () => {
    const url = `${provider.url}/webhook/orders`;
    const webhooks = [{ endpoint_id: 'orders', url, secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` }];
    const target = adapter.target(placeOf(provider));
    const devices = 'device_id' in target ? [target] : [];
    const chat =
      target.channel !== 'chat' ? {} : target.kind === 'slack' ? { slack_url: target.url } : { whatsapp: target.phone };
    const contact = { phone: '+436641234567', webhooks, devices, ...chat };
    return gateway.peers.store(gateway.tenant, testUser(), contact).user_id;
  };
  const request = (over: object = {}) => ({
    user_id: aUser(),
    notification_type: 'order_update',
    channels: [channel],
    content: { title: 'Your order', body: 'It is on its way.' },
    ...over,
  });
  const post = (path: string, body: object, key: string) => gateway.ask('POST', path, { body, key });
  const send = async (key: string, over: object = {}) => (await post('/v1/notifications', request(over), key)).body.id;
  /** What the gateway says goes on to the app, as over Kafka. */
  const passOn = async (id: string): Promise<string> => {
    const [record] = await until(() => {
      const about = gateway.kafka.about(id, 'dispatch');
      return about.length > 0 && about;
    }, PATIENT);
    const dispatch = record!.value as unknown as DispatchRecord;
    await app.emit([dispatch], dispatch.priority);
    return dispatch.delivery_id;
  };
  const arrived = (sim: Running, deliveryId: string) =>
    until(async () => (await sim.ledger()).find((one) => one.delivery_id === deliveryId), PATIENT);

  test('comes to the simulator, and nothing of it to the provider: taken in, retried, held and planned again', async () => {
    await simulator.control('PUT', `faults/${adapter.name}`, { mode: 'error', status: 503, until_count: 2 });
    const users = [aUser(), aUser()];
    const bulk = { notifications: users.map((user_id) => request({ user_id })) };
    const [taken, many] = [
      await post('/v1/notifications/bulk', bulk, keys.simulated),
      await post('/v1/notifications', request({ user_id: undefined, user_ids: users }), keys.simulated),
    ];
    const ids = [await send(keys.simulated), await send(keys.simulated, { priority: 'critical' })];
    ids.push(...[...taken.body.results, ...many.body.results].map(({ id }) => id));
    gateway.peers.away = true;
    const held = await post('/v1/notifications', request(), keys.simulated);
    expect(held.body.status).toBe('SCHEDULED');
    gateway.peers.away = false;
    const deliveries: string[] = [];
    for (const id of [...ids, held.body.id]) deliveries.push(await passOn(id));
    for (const id of deliveries) await arrived(simulator, id);
    const retried = () => app.database.query('select 1 from ledger where attempt > 1 and state = 10');
    await until(async () => (await retried()).length > 0, PATIENT);
    expect(await provider.ledger()).toEqual([]);
    const live = await passOn(await send(gateway.apiKey));
    await arrived(provider, live);
    expect((await provider.ledger()).map((one) => one.delivery_id)).toEqual([live]);
    expect((await simulator.ledger()).map((one) => one.delivery_id).sort()).toEqual(deliveries.sort());
  }, 90_000);

  const isRedirected = channel === 'email' || channel === 'sms';

  test(`with a redirect comes ${isRedirected ? 'to that address, and says that it is a test' : 'to the simulator'}`, async () => {
    const sent = await passOn(await send(keys.redirected));
    gateway.peers.away = true;
    const id = await send(keys.redirected);
    gateway.peers.away = false;
    const held = await passOn(id);
    const [there, elsewhere] = isRedirected ? [provider, simulator] : [simulator, provider];
    for (const one of [sent, held]) {
      const entry = await arrived(there, one);
      if (!isRedirected) continue;
      expect(entry.to).toBe(channel === 'email' ? QA.email : QA.phone);
      expect(decodeURIComponent(entry.raw!.body.replaceAll('+', ' '))).toContain('[Test] Your order');
    }
    expect(await elsewhere.ledger()).toEqual([]);
  }, 60_000);
});
