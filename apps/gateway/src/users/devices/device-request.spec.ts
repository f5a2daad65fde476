import { createECDH, randomBytes } from 'node:crypto';
import type { Problem } from '#libs/http';
import { readDevice, readDevices } from './device-request.js';

const pair = createECDH('prime256v1');
const point = pair.generateKeys();
const auth = randomBytes(16);
const subscription = (over: object = {}) => ({
  endpoint: 'https://push.example.com/send/1',
  keys: { p256dh: point.toString('base64url'), auth: auth.toString('base64url') },
  ...over,
});
const web = (over: object = {}) => ({ platform: 'web', subscription: subscription(over) });
const stored = {
  platform: 'web',
  token: 'https://push.example.com/send/1',
  keys: { p256dh: point.toString('base64url'), auth: auth.toString('base64url') },
};

function pointers(body: unknown): (string | undefined)[] {
  try {
    readDevice('d', body);
    return [];
  } catch (error) {
    return ((error as Problem).errors ?? []).map(({ pointer }) => pointer);
  }
}

describe('a device', () => {
  it('has a token', () => {
    expect(readDevice('phone', { token: 't', platform: 'ios' })).toEqual({
      device_id: 'phone',
      token: 't',
      platform: 'ios',
    });
  });

  it('or, in a browser, what the browser says of its subscription', () => {
    expect(readDevice('laptop', web({ expirationTime: null }))).toEqual({ device_id: 'laptop', ...stored });
  });

  it('has its keys kept in one spelling', () => {
    const keys = { p256dh: point.toString('base64'), auth: auth.toString('base64') };
    expect(readDevice('laptop', web({ keys }))).toMatchObject(stored);
  });

  it('without a name is named by its endpoint: the same again is the same device', () => {
    const [one] = readDevices(web()).devices;
    const [again] = readDevices({ devices: [web()] }).devices;
    expect(one).toEqual(again);
    expect(readDevices(web()).replace).toBe(false);
  });

  const keys = (over: object) => web({ keys: { ...stored.keys, ...over } });
  it.each([
    ['neither', { platform: 'web' }, '/token'],
    ['both', { ...web(), token: 't' }, '/subscription'],
    ['a subscription of no browser', { ...web(), platform: 'ios' }, '/subscription'],
    ['an endpoint that is not https', web({ endpoint: 'http://push.example.com/1' }), '/subscription/endpoint'],
    ['an endpoint with a password', web({ endpoint: 'https://a:b@push.example.com/1' }), '/subscription/endpoint'],
    ['an endless endpoint', web({ endpoint: `https://a.example/${'x'.repeat(2_100)}` }), '/subscription/endpoint'],
    ['a key that is too short', keys({ p256dh: point.subarray(1).toString('base64url') }), '/subscription/keys/p256dh'],
    [
      'a key beside the curve',
      keys({ p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url') }),
      '/subscription/keys/p256dh',
    ],
    ['a secret that is too long', keys({ auth: randomBytes(17).toString('base64url') }), '/subscription/keys/auth'],
    ['a secret that is no base64', keys({ auth: '****' }), '/subscription/keys/auth'],
  ])('is refused with %s', (_, body, pointer) => expect(pointers(body)).toContain(pointer));
});
