import { createHmac } from 'node:crypto';
import { areSameBytes } from '../same-bytes.js';

const FORM = /^sha256=([0-9a-f]{64})$/;

/** `X-Hub-Signature-256`: the HMAC of the body as it came, by the secret of the app. */
export function isSignedByMeta(secret: string, body: Buffer, signature: string | undefined): boolean {
  const given = FORM.exec(signature ?? '')?.[1];
  if (given === undefined) return false;
  return areSameBytes(Buffer.from(given, 'hex'), createHmac('sha256', secret).update(body).digest());
}
