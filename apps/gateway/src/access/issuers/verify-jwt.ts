import { createLocalJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Verdict } from '../refusal.js';

export type Fault = Extract<Verdict, string>;
export type KeySet = JWTVerifyGetKey;

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly now: number;
}

/** Clocks differ, but not by much. */
const TOLERANCE_S = 10;
const TYPES = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/** Throws for what is no set of keys. Secrets in it are never used. */
export const keySetOf = (jwks: unknown): KeySet => createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]);

/** What the token claims, believed by nobody yet; undefined for what is no token. */
export function unverifiedClaims(token: string): JWTPayload | undefined {
  try {
    return isCanonical(token) ? decodeJwt(token) : undefined;
  } catch {
    return undefined;
  }
}

/** The last character of base64 has bits to spare: without this, one token could be spelt in several ways. */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

/**
 * The claims of a token that these keys have signed, or what is wrong with it. The algorithm is one of ours, the key one of the
 * issuer's: whatever else the header says (`jku`, `x5u`, an embedded `jwk`) is not looked at.
 */
export async function verifyJwt(token: string, keys: KeySet, rules: TokenRules): Promise<JWTPayload | Fault> {
  try {
    const { payload, protectedHeader } = await verifyWithAny(token, keys, rules);
    // Bound to a key that its holder must show: taken from a mere bearer, it would protect nobody.
    if (payload.cnf !== undefined || !TYPES.includes(protectedHeader.typ?.toLowerCase())) return 'wrong_type';
    return payload;
  } catch (error) {
    return reasonOf(error);
  }
}

async function verifyWithAny(token: string, keys: KeySet, { issuer, audience, algorithms, now }: TokenRules) {
  const options = {
    issuer,
    audience,
    algorithms: [...algorithms],
    requiredClaims: ['exp'],
    clockTolerance: TOLERANCE_S,
    currentDate: new Date(now),
  };
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options);
      } catch (next) {
        if (!(next instanceof errors.JWSSignatureVerificationFailed)) throw next;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

const BY_CLAIM: Readonly<Record<string, Fault>> = {
  iss: 'unknown_issuer',
  aud: 'wrong_audience',
  nbf: 'not_yet_valid',
};

function reasonOf(error: unknown): Fault {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'exp' && error.reason === 'missing' ? 'no_expiry' : (BY_CLAIM[error.claim] ?? 'malformed');
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'wrong_algorithm';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown_signing_key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad_signature';
  return 'malformed';
}
