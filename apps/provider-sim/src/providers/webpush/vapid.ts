import { createPublicKey, type KeyObject } from 'node:crypto';
import { readEs256 } from '../jwt.js';

const LONGEST_SECONDS = 86_400;

/** RFC 8292: why a push service would refuse it; undefined: it would not. */
export function vapidProblem(authorization: string | undefined, origin: string, now: number): string | undefined {
  const [, parameters = ''] = /^vapid (.+)$/i.exec(authorization ?? '') ?? [];
  const { t = '', k = '' } = Object.fromEntries(parameters.split(',').map((one) => one.trim().split(/=(.*)/s, 2)));
  const token = readEs256(t);
  const key = publicKeyOf(k);
  if (!token || !key) return 'a token and a key are required';
  if (!token.isSignedBy(key)) return 'the signature does not match';
  const { aud, exp, sub } = token.claims;
  if (aud !== origin) return 'the audience is not this service';
  if (typeof exp !== 'number' || exp * 1_000 < now || exp * 1_000 > now + LONGEST_SECONDS * 1_000)
    return 'the token is too old, or good for too long';
  return sub === undefined || /^(mailto:|https:)/.test(String(sub))
    ? undefined
    : 'the subject is no way to reach anybody';
}

function publicKeyOf(text: string): KeyObject | undefined {
  const point = Buffer.from(text, 'base64url');
  if (point.length !== 65 || point[0] !== 4) return undefined;
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
