/**
 * What the vault seals, as bytes, one after the other, so that several make one base64url text: length and letters of the key's
 * id, length (two bytes) and bytes of what it sealed. The length's first bit says by which version of the vault: 0 is v1, of which
 * there are links in the world that are good for months.
 */
import type { SealedBytes } from '#libs/vault';

const V2 = 0x80;

export function pack({ keyId, bytes }: SealedBytes): Buffer[] {
  const head = Buffer.allocUnsafe(keyId.length + 3);
  head.writeUInt8(keyId.length | V2);
  head.write(keyId, 1, 'latin1');
  head.writeUInt16BE(bytes.length, keyId.length + 1);
  return [head, bytes];
}

/** All that was packed, as `Vault.open` takes it; undefined where the lengths do not come out even. */
export function unpack(bytes: Buffer): string[] | undefined {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = bytes.readUInt8(at);
    const keyEnd = at + 1 + (head & ~V2);
    if (keyEnd + 2 > bytes.length) return undefined;
    const end = keyEnd + 2 + bytes.readUInt16BE(keyEnd);
    if (end > bytes.length) return undefined;
    const keyId = bytes.subarray(at + 1, keyEnd).toString('latin1');
    found.push(`${head & V2 ? 'v2' : 'v1'}.${keyId}.${bytes.subarray(keyEnd + 2, end).toString('base64url')}`);
    at = end;
  }
  return found;
}
