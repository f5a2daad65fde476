/**
 * Tokens of end users: JWTs (RFC 7519), HS256 and nothing else, made by the gateway and checked by whoever serves an
 * inbox. They open what belongs to one user of one tenant.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface TokenUser {
  readonly tenant_id: string;
  readonly user_id: string;
}

export interface IssuedToken {
  readonly token: string;
  readonly expires_at: string;
}

const AUDIENCE = 'carillon:user';
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const signature = (secret: string, signed: string): Buffer => createHmac('sha256', secret).update(signed).digest();

export function issueUserToken(secret: string, user: TokenUser, ttlSeconds: number, now = Date.now()): IssuedToken {
  const iat = Math.floor(now / 1000);
  const exp = iat + ttlSeconds;
  const signed = `${HEADER}.${encode({ aud: AUDIENCE, tenant: user.tenant_id, sub: user.user_id, iat, exp })}`;
  return {
    token: `${signed}.${signature(secret, signed).toString('base64url')}`,
    expires_at: new Date(exp * 1000).toISOString(),
  };
}

/** The user that the token speaks for; null for anything that is not a valid token of ours, now. */
export function verifyUserToken(secret: string, token: string, now = Date.now()): TokenUser | null {
  const parts = token.split('.');
  const [header, payload, mac] = parts;
  if (parts.length !== 3 || header !== HEADER || !payload || !mac) return null;
  const expected = signature(secret, `${header}.${payload}`);
  const given = Buffer.from(mac, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return readClaims(payload, now);
}

function readClaims(payload: string, now: number): TokenUser | null {
  const { aud, tenant, sub, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  if (aud !== AUDIENCE || typeof tenant !== 'string' || typeof sub !== 'string' || typeof exp !== 'number') return null;
  return exp * 1000 > now ? { tenant_id: tenant, user_id: sub } : null;
}
