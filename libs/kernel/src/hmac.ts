import { hash, type BinaryToTextEncoding } from 'node:crypto';

const BLOCK = 64;
const DIGEST = 32;
/** Most texts fit in. No call is interrupted by another: they all share it. */
const room = Buffer.allocUnsafe(4_096);

/**
 * HMAC-SHA256 (RFC 2104) over one-shot hashes: `createHmac` makes a stream for each text, which costs several times the hashing, and
 * the garbage collector as much again. The digests between are strings for the same reason.
 */
export class HmacSha256 {
  private readonly inner = Buffer.alloc(BLOCK, 0x36);
  /** Behind it is place for the digest that it is hashed with. */
  private readonly outer = Buffer.alloc(BLOCK + DIGEST, 0x5c);

  constructor(key: Buffer) {
    const block = key.length > BLOCK ? hash('sha256', key, 'buffer') : key;
    for (let i = 0; i < block.length; i++) {
      this.inner[i]! ^= block[i]!;
      this.outer[i]! ^= block[i]!;
    }
  }

  of(text: string, encoding: BinaryToTextEncoding): string {
    const most = BLOCK + text.length * 3;
    const message = most > room.length ? Buffer.allocUnsafe(most) : room;
    this.inner.copy(message);
    const end = BLOCK + message.write(text, BLOCK);
    this.outer.write(hash('sha256', message.subarray(0, end), 'binary'), BLOCK, 'binary');
    return hash('sha256', this.outer, encoding);
  }
}
