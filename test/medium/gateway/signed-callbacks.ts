/** Signs as the providers do, each by a text of its own: what the gateway checks is not used to make what it checks. */
import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { certificate, newKeyPair } from '../../../apps/provider-sim/src/tls/certificate.js';

type Fields = Readonly<Record<string, string>>;

const sorted = (fields: Fields): [string, string][] =>
  Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

export function sendgridHeaders(key: KeyObject, body: Buffer | string, at = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]), key);
  return {
    'x-twilio-email-event-webhook-timestamp': timestamp,
    'x-twilio-email-event-webhook-signature': signature.toString('base64'),
  };
}

/** By what is posted, since a wild form may have a field twice. */
export function twilioHeaders(token: string, url: string, form: string): Record<string, string> {
  const pairs = [...new URLSearchParams(form)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = pairs.reduce((all, [name, value]) => all + name + value, url);
  return { 'x-twilio-signature': createHmac('sha1', token).update(text, 'utf8').digest('base64') };
}

export function vonageFields(secret: string, fields: Fields, at = Date.now()): Record<string, string> {
  const all = { ...fields, timestamp: String(Math.floor(at / 1000)) };
  const text = sorted(all).reduce((sum, [name, value]) => `${sum}&${name}=${value.replace(/[&=]/g, '_')}`, '');
  return { ...all, sig: createHmac('sha256', secret).update(text, 'utf8').digest('hex') };
}

export const metaHeaders = (secret: string, body: Buffer | string): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});

const OF_NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const OF_CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** Stands in for SNS: has a key, and its certificate at an address of Amazon's. */
export class SnsForTests {
  static readonly certificateUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem';
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  private readonly pem: string;
  /** What was asked of Amazon, in order. */
  readonly fetched: string[] = [];

  constructor() {
    const authority = newKeyPair();
    const { publicKey } = this.keys;
    const names = { subject: 'sns.amazonaws.com', issuer: 'Tests' };
    this.pem = certificate({ ...names, publicKey, signer: authority.privateKey, authority: false });
  }

  readonly fetchText = (url: string): Promise<string> => {
    this.fetched.push(url);
    return url === SnsForTests.certificateUrl || url.includes('ConfirmSubscription')
      ? Promise.resolve(this.pem)
      : Promise.reject(new Error('not found'));
  };

  signed(fields: Readonly<Record<string, unknown>>, version: '1' | '2' = '2'): Record<string, unknown> {
    const message: Record<string, unknown> = {
      ...fields,
      SignatureVersion: version,
      SigningCertURL: fields.SigningCertURL ?? SnsForTests.certificateUrl,
    };
    const names = message.Type === 'Notification' ? OF_NOTIFICATION : OF_CONFIRMATION;
    const text = names
      .filter((name) => typeof message[name] === 'string')
      .map((name) => `${name}\n${message[name] as string}\n`)
      .join('');
    const algorithm = version === '1' ? 'sha1' : 'sha256';
    return { ...message, Signature: sign(algorithm, Buffer.from(text), this.keys.privateKey).toString('base64') };
  }
}
