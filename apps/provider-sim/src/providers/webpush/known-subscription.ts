/**
 * The one browser that the simulator can read for: that of the example in RFC 8291, appendix A, whose private key is in print. What is
 * encrypted for any other subscription is taken too, and nobody sees what is in it, as with a real push service.
 */
import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';

export const KNOWN_KEYS = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
} as const;

const PRIVATE_KEY = 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94';
const TAG_BYTES = 16;
const LAST_RECORD = 2;

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
const hkdf = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array | string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length));

/** The parts of a body in `aes128gcm` (RFC 8188) of one record, as RFC 8291 wants it. */
export interface Encrypted {
  readonly salt: Buffer;
  readonly senderKey: Buffer;
  readonly record: Buffer;
}

export function partsOf(body: Buffer): Encrypted | undefined {
  const keyLength = body[20];
  if (body.length < 22 || keyLength !== 65 || body.length < 21 + 65 + TAG_BYTES + 1) return undefined;
  const record = body.subarray(21 + keyLength);
  const recordSize = body.readUInt32BE(16);
  if (recordSize < 18 || record.length > recordSize) return undefined;
  return { salt: body.subarray(0, 16), senderKey: body.subarray(21, 21 + keyLength), record };
}

/** undefined: it is for somebody else. */
export function decrypt({ salt, senderKey, record }: Encrypted): string | undefined {
  try {
    const receiver = createECDH('prime256v1');
    receiver.setPrivateKey(bytes(PRIVATE_KEY));
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), bytes(KNOWN_KEYS.p256dh), senderKey]);
    const secret = hkdf(receiver.computeSecret(senderKey), bytes(KNOWN_KEYS.auth), info, 32);
    const key = hkdf(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
    const nonce = hkdf(secret, salt, 'Content-Encoding: nonce\0', 12);
    const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-TAG_BYTES));
    const padded = Buffer.concat([cipher.update(record.subarray(0, -TAG_BYTES)), cipher.final()]);
    const end = padded.lastIndexOf(LAST_RECORD);
    return end < 0 ? undefined : padded.subarray(0, end).toString('utf8');
  } catch {
    return undefined;
  }
}
