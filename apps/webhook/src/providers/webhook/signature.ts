import { hash } from 'node:crypto';

const BLOCK = 64;
const INNER = Buffer.alloc(BLOCK, 0x36);
const OUTER = Buffer.alloc(BLOCK, 0x5c);

/** Standard Webhooks: `v1,` and the HMAC-SHA256 of `id.timestamp.body`, keyed with what `whsec_` is followed by. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.startsWith('whsec_') ? secret.slice(6) : secret, 'base64');
  return `v1,${hmac(key, Buffer.from(`${id}.${timestamp}.${body}`))}`;
}

/** RFC 2104 over one-shot hashes: `createHmac` makes a stream, and a key object for each secret, which cost four times the hashing. */
function hmac(key: Buffer, text: Buffer): string {
  const block = key.length > BLOCK ? hash('sha256', key, 'buffer') : key;
  const inner = hash('sha256', Buffer.concat([padded(block, INNER), text]), 'buffer');
  return hash('sha256', Buffer.concat([padded(block, OUTER), inner]), 'base64');
}

function padded(key: Buffer, padding: Buffer): Buffer {
  const block = Buffer.from(padding);
  for (let i = 0; i < key.length; i++) block[i]! ^= key[i]!;
  return block;
}
