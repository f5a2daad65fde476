import { createDecipheriv, createECDH, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import { webSubscription } from '../../../apps/gateway/src/users/devices/web-subscription.js';
import { KNOWN_KEYS } from '../../../apps/provider-sim/src/providers/webpush/known-subscription.js';
import { WebPushProvider } from '../../../apps/push/src/providers/webpush/webpush.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A browser: what it hands out, and how it reads what comes (RFC 8291, from the receiver's side). */
function browser() {
  const pair = createECDH('prime256v1');
  const p256dh = pair.generateKeys();
  const auth = randomBytes(16);
  const hkdf = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array | string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, length));
  return {
    keys: { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') },
    read(body: Buffer): unknown {
      const [salt, sender] = [body.subarray(0, 16), body.subarray(21, 86)];
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, sender]);
      const secret = hkdf(pair.computeSecret(sender), auth, info, 32);
      const contentKey = hkdf(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
      const nonce = hkdf(secret, salt, 'Content-Encoding: nonce\0', 12);
      const cipher = createDecipheriv('aes-128-gcm', contentKey, nonce).setAuthTag(body.subarray(-16));
      const plain = Buffer.concat([cipher.update(body.subarray(86, -16)), cipher.final()]);
      return JSON.parse(plain.subarray(0, -1).toString());
    },
  };
}

describe('a push to a browser', () => {
  let sim: Running;
  let provider: WebPushProvider;
  const dead: string[] = [];

  beforeAll(async () => {
    sim = await runSimulator();
    const allow = [`127.0.0.1:${sim.simulator.tlsPort}`];
    const subject = 'mailto:ops@example.com';
    const onUnregistered = (call: { deliveryId: string }) => dead.push(call.deliveryId);
    provider = new WebPushProvider({ key, subject, allow, ca: sim.ca, timeoutMs: 5_000, onUnregistered });
  });
  afterAll(async () => {
    await provider.close();
    await sim.stop();
  });
  beforeEach(() => Promise.all([sim.control('DELETE', 'ledger'), (dead.length = 0)]));

  const endpoint = (name: string) => `https://127.0.0.1:${sim.simulator.tlsPort}/webpush/${name}`;
  const push = (token: string, keys = KNOWN_KEYS as { p256dh: string; auth: string }, fields: object = {}) =>
    aCall({ target: { channel: 'push', device_id: 'laptop', token, platform: 'web', keys }, ...fields });
  const headersOf = async () => {
    const { entries } = await sim.control<{ entries: { raw: { headers: Record<string, string> } }[] }>('GET', 'ledger');
    return entries[0]!.raw.headers;
  };

  test('can be read by that browser, and by nobody else', async () => {
    const ada = browser();
    const call = push(endpoint('ada'), webSubscription.parse({ endpoint: endpoint('ada'), keys: ada.keys }).keys);
    expect(await provider.send([call], never)).toMatchObject([{ kind: 'sent' }]);
    const [entry] = await sim.ledger();
    expect(entry).not.toHaveProperty('delivery_id');
    const body = Buffer.from(entry!.raw!.body, 'base64');
    expect(ada.read(body)).toEqual({
      title: 'Your order',
      body: 'It is on its way.',
      data: { order: '12', delivery_id: call.deliveryId, notification_id: call.notificationId },
    });
    expect(() => browser().read(body)).toThrow();
  });

  test('says how urgent it is, how long it lives and what it takes the place of', async () => {
    const content = { title: 'a', body: 'b', data: { collapse_id: 'order-12' } };
    const expiresAt = new Date(Date.now() + 60_500).toISOString();
    await provider.send([push(endpoint('ada'), undefined, { priority: 'critical', content, expiresAt })], never);
    const { ttl, urgency, topic } = await headersOf();
    expect({ ttl, urgency }).toEqual({ ttl: '60', urgency: 'high' });
    expect(topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(topic).not.toContain('order');
  });

  test.each(['gone-1', 'never-1'])('tells of a subscription that is no more: %s', async (name) => {
    const call = push(endpoint(name));
    expect(await provider.send([call], never)).toMatchObject([{ kind: 'rejected', code: 'unregistered' }]);
    expect(dead).toEqual([call.deliveryId]);
  });

  test('goes nowhere into our own network, however it is spelt', async () => {
    const { tlsPort } = sim.simulator;
    const places = [`localhost:${tlsPort}`, `127.1:${tlsPort + 1}`, '169.254.169.254', `[::1]:${tlsPort}`];
    const outcomes = await provider.send(
      places.map((place) => push(`https://${place}/webpush/ada`)),
      never,
    );
    expect(outcomes).toMatchObject(places.map(() => ({ kind: 'rejected', code: 'address_refused' })));
    expect(await provider.send([push(`http://127.0.0.1:${tlsPort}/webpush/ada`)], never)).toMatchObject([
      { kind: 'rejected', code: 'bad_url' },
    ]);
    expect(await sim.ledger()).toEqual([]);
  });

  test('that is too large, or whose key is none, is refused before the call', async () => {
    const content = { title: 'x', body: 'é'.repeat(2_000) };
    const p256dh = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url');
    const calls = [push(endpoint('ada'), undefined, { content }), push(endpoint('ada'), { ...KNOWN_KEYS, p256dh })];
    expect(await provider.send(calls, never)).toMatchObject([
      { kind: 'rejected', code: 'too_large' },
      { kind: 'rejected', code: 'bad_subscription' },
    ]);
  });

  test('speaks against the channel only where it is our own network that fails', () => {
    expect(provider.speaksAgainst({ kind: 'retry', code: 'http_500' })).toBe(false);
    expect(provider.speaksAgainst({ kind: 'unknown', code: 'timeout' })).toBe(false);
    expect(provider.speaksAgainst({ kind: 'retry', code: 'no_network' })).toBe(true);
  });
});
