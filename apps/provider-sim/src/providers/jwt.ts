import { verify, type KeyObject } from 'node:crypto';

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  isSignedBy(key: KeyObject): boolean;
}

/** A token of the algorithm ES256; undefined for anything else. */
export function readEs256(text: string): Jwt | undefined {
  const [header = '', claims = '', signature = '', ...more] = text.split('.');
  const read = { header: objectIn(header), claims: objectIn(claims) };
  if (more.length > 0 || read.header?.alg !== 'ES256' || !read.claims) return undefined;
  return {
    header: read.header,
    claims: read.claims,
    isSignedBy: (key) =>
      verify(
        'sha256',
        Buffer.from(`${header}.${claims}`),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
  };
}

function objectIn(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
