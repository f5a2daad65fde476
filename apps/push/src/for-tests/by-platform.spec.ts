import { generateKeyPairSync } from 'node:crypto';
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { ByPlatform } from './by-platform.js';
import { ApnsProvider } from '../providers/apns/apns.provider.js';
import { FcmProvider } from '../providers/fcm/fcm.provider.js';
import { WebPushProvider } from '../providers/webpush/webpush.provider.js';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const account = {
  project_id: 'demo',
  client_email: 'a@demo',
  private_key: rsa.export({ type: 'pkcs8', format: 'pem' }).toString(),
  token_uri: 'https://127.0.0.1:1/token',
};
const device = (token: string, platform: 'android' | 'ios' | 'web', keys?: object): Target =>
  ({ channel: 'push', device_id: 'd', token, platform, keys }) as Target;

describe('which provider serves a device', () => {
  const providers: Provider[] = [
    new FcmProvider({ url: 'https://127.0.0.1:1', account, timeoutMs: 100 }),
    new ApnsProvider({ url: 'https://127.0.0.1:1', key, keyId: 'K', teamId: 'T', topic: 'a.b', timeoutMs: 100 }),
    new WebPushProvider({ key, subject: 'mailto:a@b.example', allow: [], timeoutMs: 100 }),
  ];
  afterAll(() => Promise.all(providers.map((provider) => provider.close?.())));

  test.each<[string, Target, string]>([
    ['an Android', device('fcm:APA91b', 'android'), 'fcm'],
    ['an Android whose token looks like Apple’s', device('ab'.repeat(32), 'android'), 'fcm'],
    ['an iPhone that Apple named', device('ab'.repeat(32), 'ios'), 'apns'],
    ['an iPhone that FCM named', device('dGVzdA:APA91bHun4', 'ios'), 'fcm'],
    ['a browser that FCM named', device('fcm:APA91b', 'web'), 'fcm'],
    [
      'a browser with a subscription',
      device('https://push.example.com/1', 'web', { p256dh: 'a', auth: 'b' }),
      'webpush',
    ],
    ['a topic', { channel: 'push', topic: 'news' }, 'fcm'],
    ['a condition', { channel: 'push', condition: "'a' in topics" }, 'fcm'],
  ])('%s', (_, target, name) =>
    expect(providers.filter((provider) => provider.serves?.(target)).map((provider) => provider.name)).toEqual([name]),
  );

  test('what is not of the channel is served by none', () => {
    expect(providers.some((provider) => provider.serves?.({ channel: 'email', email: 'a@b.example' }))).toBe(false);
  });
});

describe('several providers as one', () => {
  const call = (target: Target) => ({ deliveryId: 'd', target }) as ProviderCall;
  const says = (name: string, outcome: Outcome, against?: boolean): Provider => ({
    name,
    group: 1,
    serves: (target) => 'token' in target && target.token.startsWith(name),
    send: (calls) => Promise.resolve(calls.map(() => outcome)),
    ...(against === undefined ? {} : { speaksAgainst: () => against }),
  });
  const never = new AbortController().signal;
  const all = new ByPlatform([
    says('a', { kind: 'sent' }),
    says('b', { kind: 'retry', code: 'x' }, false),
    says('c', { kind: 'retry', code: 'x' }),
  ]);

  test('answer in order, and for nobody’s device that it is nobody’s', async () => {
    const calls = ['b1', 'a1', 'z1'].map((token) => call(device(token, 'android')));
    expect(await all.send(calls, never)).toMatchObject([
      { kind: 'retry' },
      { kind: 'sent' },
      { kind: 'rejected', code: 'no_provider' },
    ]);
  });

  test('speak against all of them as each does for itself', async () => {
    const outcomes = await all.send(
      ['a1', 'b1', 'c1', 'z1'].map((token) => call(device(token, 'android'))),
      never,
    );
    expect(outcomes.map((outcome) => all.speaksAgainst(outcome))).toEqual([false, false, true, false]);
  });
});
