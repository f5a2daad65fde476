import { createHmac, sign, type KeyObject } from 'node:crypto';
import { PUBLIC_URL, TWILIO_TOKEN } from '../gateway/running-gateway.js';

type Signer = (url: string, body: Buffer, sendgridKey: KeyObject) => Record<string, string>;

const SIGNERS: Readonly<Record<string, Signer>> = {
  '/callbacks/sendgrid': (_, body, sendgridKey) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), sendgridKey);
    return {
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'x-twilio-email-event-webhook-signature': signature.toString('base64'),
    };
  },
  '/callbacks/twilio': (url, body) => {
    const fields = [...new URLSearchParams(body.toString())].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const text = fields.reduce((all, [name, value]) => all + name + value, PUBLIC_URL + url);
    return { 'x-twilio-signature': createHmac('sha1', TWILIO_TOKEN).update(text, 'utf8').digest('base64') };
  },
};

/** What a provider puts beside its callback. */
export function signed(path: string, url: string, body: Buffer, sendgridKey: KeyObject): Record<string, string> {
  if (!path.startsWith('/callbacks/')) return {};
  const signer = SIGNERS[path];
  if (!signer) throw new Error(`No test can sign ${path}: add its signature to test/medium/contracts/signed.ts`);
  return signer(url, body, sendgridKey);
}
