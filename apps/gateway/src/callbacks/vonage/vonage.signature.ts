import { createHmac } from 'node:crypto';
import { isRecent } from '../is-recent.js';
import { areSameBytes } from '../same-bytes.js';
import type { VonageFields } from './vonage.fields.js';

/**
 * `sig` of the SMS API: SHA-256 HMAC in hex over the other fields by name, each as `&name=value`, in which `&` and `=` count as `_`.
 * The time is one of them, so that what is old is refused.
 */
export function isSignedByVonage(secret: string, fields: VonageFields, now: number): boolean {
  const { sig, timestamp, ...signed } = fields;
  if (sig === undefined || timestamp === undefined || !isRecent(timestamp, now)) return false;
  const text = Object.entries({ ...signed, timestamp })
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `&${name}=${value.replace(/[&=]/g, '_')}`)
    .join('');
  return areSameBytes(Buffer.from(sig, 'hex'), createHmac('sha256', secret).update(text, 'utf8').digest());
}
