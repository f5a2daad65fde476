import { createHmac } from 'node:crypto';
import { areSameBytes } from '../same-bytes.js';

/** base64 HMAC-SHA1 with the auth token over the full URL and the sorted fields, not URL-encoded. */
export function isSignedByTwilio(
  authToken: string,
  url: string,
  fields: URLSearchParams,
  signature: string | undefined,
): boolean {
  if (!signature) return false;
  const pairs = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = pairs.reduce((all, [name, value]) => all + name + value, url);
  const expected = createHmac('sha1', authToken).update(text, 'utf8').digest();
  return areSameBytes(Buffer.from(signature, 'base64'), expected);
}
