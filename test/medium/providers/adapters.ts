import { generateKeyPairSync } from 'node:crypto';
import type { Channel, Target, DeviceTarget } from '#libs/contracts';
import type { Provider } from '#libs/delivery';
import { SlackProvider } from '../../../apps/chat/src/providers/slack/slack.provider.js';
import { WhatsappProvider } from '../../../apps/chat/src/providers/whatsapp/whatsapp.provider.js';
import { SendgridProvider } from '../../../apps/email/src/providers/sendgrid/sendgrid.provider.js';
import { SesProvider } from '../../../apps/email/src/providers/ses/ses.provider.js';
import { SmtpProvider } from '../../../apps/email/src/providers/smtp/smtp.provider.js';
import type { ServerIdentity } from '../../../apps/provider-sim/src/tls/authority.js';
import { KNOWN_KEYS } from '../../../apps/provider-sim/src/providers/webpush/known-subscription.js';
import { ApnsProvider } from '../../../apps/push/src/providers/apns/apns.provider.js';
import { FcmProvider } from '../../../apps/push/src/providers/fcm/fcm.provider.js';
import { WebPushProvider } from '../../../apps/push/src/providers/webpush/webpush.provider.js';
import { TwilioProvider } from '../../../apps/sms/src/providers/twilio/twilio.provider.js';
import { VonageProvider } from '../../../apps/sms/src/providers/vonage/vonage.provider.js';
import { WebhookProvider } from '../../../apps/webhook/src/providers/webhook/webhook.provider.js';
import { rudeHttp2Server } from './rude-http2-server.js';
import type { rudeServer } from './rude-server.js';
import { rudeSmtpServer } from './rude-smtp-server.js';

/** Where a provider is to be called, and for how long. */
export interface Place {
  readonly port: number;
  readonly tlsPort: number;
  readonly smtpPort: number;
  /** By default STARTTLS. */
  readonly smtpTls?: 'implicit';
  readonly ca: string;
  readonly timeoutMs: number;
}

export interface Adapter {
  readonly name: string;
  readonly usesTls?: true;
  /** Its protocol has no Retry-After. */
  readonly namesNoTime?: true;
  /** Of an answer that its protocol has in the place of an HTTP status; by default `http_<status>`. */
  readonly failureCode?: (status: number) => string;
  /** A server that breaks the rules of its protocol; by default those of HTTP. */
  readonly rude?: typeof rudeServer;
  /** Where its protocol says "elsewhere" for good. */
  readonly redirected?: 'rejected';
  make(place: Place): Provider;
  target(place: Place): Target;
  /** Somebody whom the provider refuses, and how the adapter calls that. */
  readonly refused: { target(place: Place): Target; readonly code: string };
  /** Its answer says that the message is there, and names none: nothing will be told of it later. */
  readonly provesDelivery?: true;
}

export const CHANNEL_OF: Readonly<Record<string, Channel>> = {
  sendgrid: 'email',
  ses: 'email',
  smtp: 'email',
  twilio: 'sms',
  vonage: 'sms',
  fcm: 'push',
  apns: 'push',
  webpush: 'push',
  webhook: 'webhook',
  slack: 'chat',
  whatsapp: 'chat',
};

const url = ({ port }: Place) => `http://127.0.0.1:${port}`;
const SMS_TEXT = { maxSegments: 10, plainMarks: false };
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const webhook = (place: Place, path: string): Target => ({
  channel: 'webhook',
  endpoint_id: 'endpoint-1',
  url: `${url(place)}/webhook/${path}`,
  secret,
});
const slack = (place: Place, name: string): Target => ({
  channel: 'chat',
  kind: 'slack',
  url: `${url(place)}/services/T0000/B0000/${name}`,
});
const whatsapp = (phone: string): Target => ({ channel: 'chat', kind: 'whatsapp', phone });
const device = (token: string): DeviceTarget => ({
  channel: 'push',
  device_id: 'device-1',
  token,
  platform: 'android',
});
const iPhone = (beginning: string): Target => ({ ...device(beginning.padEnd(64, '1')), platform: 'ios' });
const browser = ({ tlsPort }: Place, name: string): Target => ({
  ...device(`https://127.0.0.1:${tlsPort}/webpush/${name}`),
  platform: 'web',
  keys: KNOWN_KEYS,
});
const { privateKey: p256 } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const account = {
  project_id: 'demo',
  client_email: 'carillon@demo.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  token_uri: 'https://oauth2.googleapis.com/token',
};

export const adapters: readonly Adapter[] = [
  {
    name: 'sendgrid',
    make: (place) =>
      new SendgridProvider({
        url: url(place),
        apiKey: 'SG.test',
        from: 'Carillon <us@example.com>',
        timeoutMs: place.timeoutMs,
      }),
    target: () => ({ channel: 'email', email: 'ada@example.org' }),
    refused: { target: () => ({ channel: 'email', email: 'nobody' }), code: 'bad_address' },
  },
  {
    name: 'ses',
    make: (place) =>
      new SesProvider({
        url: url(place),
        region: 'eu-central-1',
        accessKeyId: 'AKIATEST',
        secretAccessKey: 'secret',
        from: 'Carillon <us@example.com>',
        timeoutMs: place.timeoutMs,
      }),
    target: () => ({ channel: 'email', email: 'ada@example.org' }),
    refused: { target: () => ({ channel: 'email', email: 'nobody' }), code: 'bad_address' },
  },
  {
    name: 'smtp',
    usesTls: true,
    namesNoTime: true,
    failureCode: (status) => (status === 503 ? 'smtp_421' : 'smtp_451'),
    rude: rudeSmtpServer,
    redirected: 'rejected',
    make: (place) =>
      new SmtpProvider({
        host: '127.0.0.1',
        port: place.smtpPort,
        tls: place.smtpTls ?? 'starttls',
        user: 'carillon',
        password: 'secret',
        from: 'Carillon <us@example.com>',
        timeoutMs: place.timeoutMs,
        ca: place.ca,
      }),
    target: () => ({ channel: 'email', email: 'ada@example.org' }),
    refused: { target: () => ({ channel: 'email', email: 'nobody' }), code: 'bad_address' },
  },
  {
    name: 'twilio',
    make: (place) =>
      new TwilioProvider({
        url: url(place),
        accountSid: 'AC00000000000000000000000000000000',
        authToken: 'token',
        from: ['+15005550006'],
        text: SMS_TEXT,
        callbackUrl: 'http://127.0.0.1:1/callbacks/twilio',
        timeoutMs: place.timeoutMs,
      }),
    target: () => ({ channel: 'sms', phone: '+436641234567' }),
    refused: { target: () => ({ channel: 'sms', phone: '+15005550001' }), code: 'bad_number' },
  },
  {
    name: 'vonage',
    make: (place) =>
      new VonageProvider({
        url: url(place),
        apiKey: 'abcd1234',
        apiSecret: 'secret',
        from: ['+15005550006'],
        text: SMS_TEXT,
        callbackUrl: 'http://127.0.0.1:1/callbacks/vonage',
        timeoutMs: place.timeoutMs,
      }),
    target: () => ({ channel: 'sms', phone: '+436641234567' }),
    refused: { target: () => ({ channel: 'sms', phone: '+15005550001' }), code: 'bad_number' },
  },
  {
    name: 'fcm',
    usesTls: true,
    make: ({ tlsPort, ca, timeoutMs }) =>
      new FcmProvider({ url: `https://127.0.0.1:${tlsPort}`, account, ca, timeoutMs }),
    target: () => device('device-token'),
    refused: { target: () => device('unregistered-1'), code: 'unregistered' },
  },
  {
    name: 'apns',
    usesTls: true,
    rude: (rudeness, identity) => rudeHttp2Server(rudeness, identity as ServerIdentity),
    make: ({ tlsPort, ca, timeoutMs }) =>
      new ApnsProvider({
        url: `https://127.0.0.1:${tlsPort}`,
        key: p256,
        keyId: 'KEY1234567',
        teamId: 'TEAM123456',
        topic: 'com.example.shop',
        ca,
        timeoutMs,
      }),
    target: () => iPhone('a'),
    refused: { target: () => iPhone('dead'), code: 'unregistered' },
  },
  {
    name: 'webpush',
    usesTls: true,
    make: ({ tlsPort, ca, timeoutMs }) =>
      new WebPushProvider({
        key: p256,
        subject: 'mailto:ops@example.com',
        allow: [`127.0.0.1:${tlsPort}`],
        ca,
        timeoutMs,
      }),
    target: (place) => browser(place, 'ada'),
    refused: { target: (place) => browser(place, 'gone-ada'), code: 'unregistered' },
  },
  {
    name: 'webhook',
    provesDelivery: true,
    make: (place) => new WebhookProvider({ timeoutMs: place.timeoutMs, allow: [`127.0.0.1:${place.port}`] }),
    target: (place) => webhook(place, 'orders'),
    refused: {
      target: () => ({ channel: 'webhook', endpoint_id: 'e', url: 'http://169.254.169.254/latest', secret }),
      code: 'address_refused',
    },
  },
  {
    name: 'slack',
    provesDelivery: true,
    make: (place) => new SlackProvider({ timeoutMs: place.timeoutMs, allow: [`127.0.0.1:${place.port}`] }),
    target: (place) => slack(place, 'ada'),
    refused: { target: (place) => slack(place, 'gone-ada'), code: 'endpoint_gone' },
  },
  {
    name: 'whatsapp',
    make: (place) =>
      new WhatsappProvider({
        url: url(place),
        version: 'v23.0',
        phoneNumberId: '100000000000001',
        token: 'token',
        timeoutMs: place.timeoutMs,
      }),
    target: () => whatsapp('+436641234567'),
    refused: { target: () => whatsapp('+15005550001'), code: 'not_reachable' },
  },
];
