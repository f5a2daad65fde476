/** What the simulator refuses as Apple and as a push service of browsers, spoken to by hand: its rules are theirs, and not our adapters'. */
import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { Agent, request } from 'undici';
import { runSimulator, type Running } from './simulator.fixture.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1_000);

function jwt(header: object, claims: object, key: KeyObject = privateKey): string {
  const signed = `${base64url({ alg: 'ES256', ...header })}.${base64url(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

describe('the simulated push services', () => {
  let sim: Running;
  let dispatcher: Agent;
  beforeAll(async () => {
    sim = await runSimulator();
    dispatcher = new Agent({ connect: { ca: sim.ca }, allowH2: true });
  });
  afterAll(async () => {
    await dispatcher.destroy();
    await sim.stop();
  });
  const origin = () => `https://127.0.0.1:${sim.simulator.tlsPort}`;
  const post = async (path: string, headers: Record<string, string>, body: string | Buffer) => {
    const answer = await request(`${origin()}${path}`, { dispatcher, method: 'POST', headers, body });
    const text = await answer.body.text();
    return [answer.statusCode, text ? (JSON.parse(text) as { reason?: string }).reason : undefined];
  };

  describe('Apple', () => {
    const token = (claims: object = {}, header: object = { kid: 'K' }) =>
      `bearer ${jwt(header, { iss: 'TEAM', iat: seconds(), ...claims })}`;
    const send = (over: Record<string, string> = {}, device = 'a'.repeat(64), body = '{"aps":{}}') =>
      post(`/3/device/${device}`, { authorization: token(), 'apns-topic': 'com.example', ...over }, body);

    it('takes what is right', async () => expect(await send()).toEqual([200, undefined]));

    it.each<[string, () => Promise<unknown[]>, unknown[]]>([
      ['no token', () => send({ authorization: '' }), [403, 'MissingProviderToken']],
      ['a token without a key id', () => send({ authorization: token({}, {}) }), [403, 'InvalidProviderToken']],
      [
        'a token of two hours ago',
        () => send({ authorization: token({ iat: seconds() - 7_200 }) }),
        [403, 'ExpiredProviderToken'],
      ],
      ['no topic', () => send({ 'apns-topic': '' }), [400, 'MissingTopic']],
      ['a priority of its own', () => send({ 'apns-priority': '7' }), [400, 'BadPriority']],
      ['a token that is none', () => send({}, 'phone'), [400, 'BadDeviceToken']],
      ['no payload', () => send({}, undefined, ''), [400, 'PayloadEmpty']],
      [
        'too much',
        () => send({}, undefined, JSON.stringify({ aps: {}, x: 'x'.repeat(4_096) })),
        [413, 'PayloadTooLarge'],
      ],
      ['a device that is gone', () => send({}, 'dead'.padEnd(64, '0')), [410, 'Unregistered']],
      ['a device of another app', () => send({}, 'decaf'.padEnd(64, '0')), [400, 'DeviceTokenNotForTopic']],
    ])('refuses %s', async (_, ask, answer) => expect(await ask()).toEqual(answer));
  });

  describe('a push service', () => {
    const jwk = privateKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), ...[jwk.x, jwk.y].map((one) => Buffer.from(one ?? '', 'base64url'))]);
    const vapid = (claims: object = {}, key = createPrivateKey({ key: jwk, format: 'jwk' })) => {
      const token = jwt(
        { typ: 'JWT' },
        { aud: origin(), exp: seconds() + 600, sub: 'mailto:a@b.example', ...claims },
        key,
      );
      return `vapid t=${token}, k=${point.toString('base64url')}`;
    };
    // Salt, record size, the sender's key and a record that nobody can read.
    const head = Buffer.alloc(21, 1);
    head.writeUInt32BE(4_096, 16);
    head[20] = 65;
    const sealed = Buffer.concat([head, point, Buffer.alloc(40, 9)]);
    const send = async (over: Record<string, string> = {}, name = 'ada', body: Buffer = sealed) => {
      const headers = { authorization: vapid(), ttl: '60', 'content-encoding': 'aes128gcm', ...over };
      return (await post(`/webpush/${name}`, headers, body))[0];
    };

    it('takes what is right, though it cannot read it', async () => {
      await sim.control('DELETE', 'ledger');
      expect(await send()).toBe(201);
      const [entry] = await sim.ledger();
      expect(Buffer.from(entry!.raw!.body, 'base64')).toEqual(sealed);
      expect(entry).not.toHaveProperty('delivery_id');
    });

    it.each<[string, () => Promise<unknown>, number]>([
      ['nobody', () => send({ authorization: '' }), 401],
      ['a token for another service', () => send({ authorization: vapid({ aud: 'https://a.example' }) }), 403],
      ['a token for a week', () => send({ authorization: vapid({ exp: seconds() + 604_800 }) }), 403],
      [
        'another’s key',
        () => send({ authorization: vapid({}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) }),
        403,
      ],
      ['no TTL', () => send({ ttl: '' }), 400],
      ['an urgency of its own', () => send({ urgency: 'now' }), 400],
      ['a topic that is too long', () => send({ topic: 'x'.repeat(33) }), 400],
      ['plain text', () => send({}, 'ada', Buffer.from('{"title":"Hello"}')), 400],
      ['another encoding', () => send({ 'content-encoding': 'aesgcm' }), 400],
      ['too much', () => send({}, 'ada', Buffer.concat([sealed, Buffer.alloc(4_096)])), 413],
      ['a subscription that was given back', () => send({}, 'gone'), 410],
      ['a subscription that never was', () => send({}, 'never'), 404],
    ])('refuses %s', async (_, ask, status) => expect(await ask()).toBe(status));
  });
});
