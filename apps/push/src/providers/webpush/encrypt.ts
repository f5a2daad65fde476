/**
 * RFC 8291: a message that only the browser can read, in one record of `aes128gcm` (RFC 8188). By hand, since it is these few lines:
 * the package web-push brings five others, signs a new token for each call, and says of a broken one not whether it had left.
 */
import { createCipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import type { WebPushKeys } from '#libs/contracts';

const RECORD_SIZE = 4_096;
/** Salt, record size, length of the key and the key itself; the tag and the mark of the last record. */
const AROUND = 16 + 4 + 1 + 65 + 16 + 1;
/** All push services take a body of 4,096 bytes, and none must take more. */
export const MOST_BYTES = RECORD_SIZE - AROUND;

const LAST_RECORD = Buffer.of(2);
const KEY_INFO = Buffer.from('WebPush: info\0');

const hkdf = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array | string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, length));

function newSender(): ECDH {
  const sender = createECDH('prime256v1');
  sender.generateKeys();
  return sender;
}

/** Throws when `p256dh` is no point of the curve. `sender` and `salt` are new for each message. */
export function encrypt(
  plain: Buffer,
  { p256dh, auth }: WebPushKeys,
  sender = newSender(),
  salt = randomBytes(16),
): Buffer {
  const receiver = Buffer.from(p256dh, 'base64url');
  const own = sender.getPublicKey();
  const info = Buffer.concat([KEY_INFO, receiver, own]);
  const secret = hkdf(sender.computeSecret(receiver), Buffer.from(auth, 'base64url'), info, 32);
  const key = hkdf(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = hkdf(secret, salt, 'Content-Encoding: nonce\0', 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(RECORD_SIZE);
  head[4] = own.length;
  const record = [cipher.update(plain), cipher.update(LAST_RECORD), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([salt, head, own, ...record]);
}
