import { generateKeyPairSync } from 'node:crypto';
import type { Channel, Target } from '#libs/contracts';
import type { Provider } from '#libs/delivery';
import { SendgridProvider } from '../../../apps/email/src/providers/sendgrid/sendgrid.provider.js';
import { SesProvider } from '../../../apps/email/src/providers/ses/ses.provider.js';
import { SmtpProvider } from '../../../apps/email/src/providers/smtp/smtp.provider.js';
import { FcmProvider } from '../../../apps/push/src/providers/fcm/fcm.provider.js';
import { TwilioProvider } from '../../../apps/sms/src/providers/twilio/twilio.provider.js';
import { WebhookProvider } from '../../../apps/webhook/src/providers/webhook/webhook.provider.js';
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
}

export const CHANNEL_OF: Readonly<Record<string, Channel>> = {
  sendgrid: 'email',
  ses: 'email',
  smtp: 'email',
  twilio: 'sms',
  fcm: 'push',
  webhook: 'webhook',
};

const url = ({ port }: Place) => `http://127.0.0.1:${port}`;
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const webhook = (place: Place, path: string): Target => ({
  channel: 'webhook',
  endpoint_id: 'endpoint-1',
  url: `${url(place)}/webhook/${path}`,
  secret,
});
const device = (token: string): Target => ({ channel: 'push', device_id: 'device-1', token, platform: 'android' });

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
        from: '+15005550006',
        publicUrl: 'http://127.0.0.1:1',
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
    name: 'webhook',
    make: (place) => new WebhookProvider({ timeoutMs: place.timeoutMs, allow: [`127.0.0.1:${place.port}`] }),
    target: (place) => webhook(place, 'orders'),
    refused: {
      target: () => ({ channel: 'webhook', endpoint_id: 'e', url: 'http://169.254.169.254/latest', secret }),
      code: 'address_refused',
    },
  },
];
