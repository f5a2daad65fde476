/**
 * Sealed texts of the vault (`v1.<key id>.<base64url>`) as bytes, one after the other, so that several make one base64url text:
 * length and letters of the key's id, length (two bytes) and bytes of what it sealed.
 */
const HEAD = 'v1.';

export function pack(sealed: string): Buffer {
  const end = sealed.lastIndexOf('.');
  const keyId = Buffer.from(sealed.slice(HEAD.length, end), 'latin1');
  const bytes = Buffer.from(sealed.slice(end + 1), 'base64url');
  const packed = Buffer.allocUnsafe(1 + keyId.length + 2 + bytes.length);
  packed.writeUInt8(keyId.length);
  keyId.copy(packed, 1);
  packed.writeUInt16BE(bytes.length, 1 + keyId.length);
  bytes.copy(packed, 3 + keyId.length);
  return packed;
}

/** All that was packed; undefined where the lengths do not come out even. */
export function unpack(bytes: Buffer): string[] | undefined {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const keyEnd = at + 1 + bytes.readUInt8(at);
    if (keyEnd + 2 > bytes.length) return undefined;
    const end = keyEnd + 2 + bytes.readUInt16BE(keyEnd);
    if (end > bytes.length) return undefined;
    const keyId = bytes.subarray(at + 1, keyEnd).toString('latin1');
    found.push(`${HEAD}${keyId}.${bytes.subarray(keyEnd + 2, end).toString('base64url')}`);
    at = end;
  }
  return found;
}
