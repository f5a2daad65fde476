import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT that is signed with a key of the curve P-256, as Apple and the push services of browsers want it. */
export function es256(key: KeyObject, header: object, claims: object): string {
  const signed = `${base64url({ ...header, typ: 'JWT', alg: 'ES256' })}.${base64url(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** A PEM, as Apple hands it out; in a variable of the environment its line breaks may be written as `\n`, or be missing. */
export function p256PrivateKey(text: string): KeyObject | undefined {
  const body = text
    .replaceAll('\\n', '\n')
    .replace(/-----[A-Z ]+-----/g, '')
    .replace(/\s+/g, '');
  try {
    const key = createPrivateKey({ key: Buffer.from(body, 'base64'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Uncompressed: a 4 and the two coordinates, 65 bytes. */
export function publicPoint(key: KeyObject): Buffer {
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}
