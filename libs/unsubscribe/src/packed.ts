/**
 * What the vault seals, as bytes, one after the other, so that several make one base64url text: length and letters of the key's
 * id, length (two bytes) and bytes of what it sealed.
 */
import type { SealedParts } from '#libs/vault';

export function pack({ keyId, parts }: SealedParts): Buffer[] {
  const head = Buffer.allocUnsafe(keyId.length + 3);
  head.writeUInt8(keyId.length);
  head.write(keyId, 1, 'latin1');
  head.writeUInt16BE(parts[0].length + parts[1].length + parts[2].length, keyId.length + 1);
  return [head, ...parts];
}

/** All that was packed, as `Vault.open` takes it; undefined where the lengths do not come out even. */
export function unpack(bytes: Buffer): string[] | undefined {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const keyEnd = at + 1 + bytes.readUInt8(at);
    if (keyEnd + 2 > bytes.length) return undefined;
    const end = keyEnd + 2 + bytes.readUInt16BE(keyEnd);
    if (end > bytes.length) return undefined;
    const keyId = bytes.subarray(at + 1, keyEnd).toString('latin1');
    found.push(`v1.${keyId}.${bytes.subarray(keyEnd + 2, end).toString('base64url')}`);
    at = end;
  }
  return found;
}
