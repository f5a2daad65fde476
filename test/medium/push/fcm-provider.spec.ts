import { createHash, generateKeyPairSync } from 'node:crypto';
import type { ProviderCall } from '#libs/delivery';
import { FcmProvider } from '../../../apps/push/src/providers/fcm/fcm.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account = {
  project_id: 'demo',
  client_email: 'carillon@demo.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  token_uri: 'https://oauth2.googleapis.com/token',
};

describe('a push', () => {
  let sim: Running;
  let provider: FcmProvider;
  const dead: ProviderCall[] = [];

  beforeAll(async () => {
    sim = await runSimulator();
    provider = new FcmProvider({
      url: `https://127.0.0.1:${sim.simulator.tlsPort}`,
      account,
      ca: sim.ca,
      timeoutMs: 5_000,
      onUnregistered: (call) => dead.push(call),
    });
  });
  afterAll(async () => {
    await provider.close();
    await sim.stop();
  });
  beforeEach(() => sim.control('PUT', 'faults/fcm', { mode: 'ok' }));

  const push = (token: string) =>
    aCall({ target: { channel: 'push', device_id: `device of ${token}`, token, platform: 'ios' } });
  const calls = async () => (await sim.control<{ fcm: { calls: number } }>('GET', 'counts')).fcm.calls;

  test('fetches one access token for many that come at once, and keeps it', async () => {
    await provider.send(['a', 'b', 'c'].map(push), never);
    const before = await calls();
    expect(await provider.send(['d', 'e'].map(push), never)).toMatchObject([{ kind: 'sent' }, { kind: 'sent' }]);
    expect(await calls()).toBe(before + 2);
  });

  test('fetches another when FCM refuses the one it has', async () => {
    await provider.send([push('a')], never);
    await sim.control('PUT', 'faults/fcm', { mode: 'error', status: 401, until_count: 1 });
    const before = await calls();
    expect(await provider.send([push('b')], never)).toMatchObject([{ kind: 'retry', code: 'not_authorized' }]);
    expect(await provider.send([push('b')], never)).toMatchObject([{ kind: 'sent' }]);
    expect(await calls()).toBe(before + 3);
  });

  test('can be made again when no access token is to be had', async () => {
    const other = new FcmProvider({ ...optionsOf(sim), account });
    await sim.control('PUT', 'faults/fcm', { mode: 'error', status: 500 });
    expect(await other.send([push('a')], never)).toEqual([{ kind: 'retry', code: 'no_access_token' }]);
    await other.close();
  });

  test('tells of a device that is gone, and only of that', async () => {
    dead.length = 0;
    const gone = push('unregistered-7');
    expect(await provider.send([push('a'), gone, push('invalid-1')], never)).toMatchObject([
      { kind: 'sent' },
      { kind: 'rejected', code: 'unregistered' },
      { kind: 'rejected', code: 'bad_request' },
    ]);
    expect(dead).toEqual([gone]);
  });

  test.each([
    [{ topic: 'news' }, '/topics/news'],
    [{ condition: "'news' in topics" }, "'news' in topics"],
  ])('goes to all who have joined: %j', async (to, joined) => {
    await sim.control('DELETE', 'ledger');
    const call = aCall({ target: { channel: 'push', ...to }, userId: undefined });
    expect(await provider.send([call], never)).toMatchObject([{ kind: 'sent' }]);
    expect(await sim.ledger()).toMatchObject([{ to: joined, delivery_id: call.deliveryId }]);
  });

  test('of half the size is too big for a topic', async () => {
    const content = { title: 'x', body: 'é'.repeat(1_100) };
    const topic = aCall({ target: { channel: 'push', topic: 'news' }, content });
    expect(await provider.send([topic, { ...push('a'), content }], never)).toMatchObject([
      { kind: 'rejected', code: 'too_large' },
      { kind: 'sent' },
    ]);
  });

  test('that is too big is refused for good', async () => {
    const call = { ...push('a'), content: { title: 'x', body: createHash('sha1').digest('hex').repeat(200) } };
    expect(await provider.send([call], never)).toMatchObject([{ kind: 'rejected', code: 'too_large' }]);
  });
});

const optionsOf = (sim: Running) => ({
  url: `https://127.0.0.1:${sim.simulator.tlsPort}`,
  ca: sim.ca,
  timeoutMs: 5_000,
});
