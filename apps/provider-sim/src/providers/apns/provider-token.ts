import { createPublicKey, type KeyObject } from 'node:crypto';
import { readEs256 } from '../jwt.js';

const LONGEST_SECONDS = 3_600;

/** Why Apple would not let this token in; undefined: it would. The key that is known is checked, of all others the form. */
export function tokenProblem(
  authorization: string | undefined,
  known: { readonly id: string | undefined; readonly key: KeyObject | undefined },
  now: number,
): string | undefined {
  const text = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (text === undefined) return 'MissingProviderToken';
  const token = readEs256(text);
  const { kid } = token?.header ?? {};
  const { iss, iat } = token?.claims ?? {};
  if (!token || typeof kid !== 'string' || typeof iss !== 'string' || typeof iat !== 'number')
    return 'InvalidProviderToken';
  if (Math.abs(now / 1_000 - iat) > LONGEST_SECONDS) return 'ExpiredProviderToken';
  return known.key && kid === known.id && !token.isSignedBy(known.key) ? 'InvalidProviderToken' : undefined;
}

export const apnsPublicKey = (der: string): KeyObject =>
  createPublicKey({ key: Buffer.from(der, 'base64'), format: 'der', type: 'spki' });
