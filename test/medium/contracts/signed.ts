import type { KeyObject } from 'node:crypto';
import { ACCOUNT_SENDGRID_KEY } from './callback-accounts.js';
import { META_SECRET, PUBLIC_URL, SNS, TWILIO_TOKEN, VONAGE_SECRET } from '../gateway/running-gateway.js';
import { metaHeaders, sendgridHeaders, twilioHeaders, vonageFields } from '../gateway/signed-callbacks.js';

interface Signed {
  readonly headers?: Record<string, string>;
  /** Where the signature is a part of it. */
  readonly body?: Buffer;
}

type Signer = (url: string, body: Buffer, sendgridKey: KeyObject) => Signed;

const twilio: Signer = (url, body) => ({ headers: twilioHeaders(TWILIO_TOKEN, PUBLIC_URL + url, body.toString()) });

/** What is no JSON object cannot be signed, and goes as it is. */
const within =
  (sign: (fields: Record<string, unknown>) => object): Signer =>
  (_, body) => {
    try {
      const fields: unknown = JSON.parse(body.toString());
      if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return {};
      return { body: Buffer.from(JSON.stringify(sign(fields as Record<string, unknown>))) };
    } catch {
      return {};
    }
  };

const vonage = within(({ sig: _, ...fields }) => {
  const flat = Object.entries(fields).filter(([, value]) => typeof value === 'string') as [string, string][];
  return flat.length === Object.keys(fields).length ? vonageFields(VONAGE_SECRET, Object.fromEntries(flat)) : fields;
});

const SIGNERS: Readonly<Record<string, Signer>> = {
  '/callbacks/sendgrid': (_, body, key) => ({ headers: sendgridHeaders(key, body) }),
  '/callbacks/ses': within((fields) => SNS.signed(fields)),
  '/callbacks/twilio': twilio,
  '/callbacks/twilio/inbound': twilio,
  '/callbacks/vonage': vonage,
  '/callbacks/vonage/inbound': vonage,
  '/callbacks/sendgrid/{account}': (_, body) => ({ headers: sendgridHeaders(ACCOUNT_SENDGRID_KEY, body) }),
  '/callbacks/whatsapp': (_, body) => ({ headers: metaHeaders(META_SECRET, body) }),
};

/** What a provider puts beside its callback, or into it. */
export function signed(path: string, url: string, body: Buffer, sendgridKey: KeyObject): Signed {
  if (!path.startsWith('/callbacks/')) return {};
  const signer = SIGNERS[path] ?? SIGNERS[path.replace('/{account}', '')];
  if (!signer) throw new Error(`No test can sign ${path}: add its signature to test/medium/contracts/signed.ts`);
  return signer(url, body, sendgridKey);
}
