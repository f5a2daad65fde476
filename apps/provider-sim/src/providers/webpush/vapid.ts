import { createPublicKey, type KeyObject } from 'node:crypto';
import { readEs256, type Jwt } from '../jwt.js';

const LONGEST_SECONDS = 86_400;

/** RFC 8292: why a push service would refuse it; undefined: it would not. */
export function vapidProblem(authorization: string | undefined, origin: string, now: number): string | undefined {
  const [, parameters = ''] = /^vapid (.+)$/i.exec(authorization ?? '') ?? [];
  const token = readEs256(/(?:^|,)\s*t=([^,\s]+)/.exec(parameters)?.[1] ?? '');
  const key = publicKeyOf(/(?:^|,)\s*k=([^,\s]+)/.exec(parameters)?.[1] ?? '');
  if (!token || !key) return 'a token and a key are required';
  return token.isSignedBy(key) ? claimProblem(token.claims, origin, now) : 'the signature does not match';
}

function claimProblem({ aud, exp, sub }: Jwt['claims'], origin: string, now: number): string | undefined {
  if (aud !== origin) return 'the audience is not this service';
  if (typeof exp !== 'number' || exp * 1_000 < now || exp * 1_000 > now + LONGEST_SECONDS * 1_000)
    return 'the token is too old, or good for too long';
  return sub === undefined || (typeof sub === 'string' && /^(mailto:|https:)/.test(sub))
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
