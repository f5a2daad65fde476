/** Tokens of end users, made by the gateway and checked by whoever serves an inbox. They open what belongs to one user of one tenant. */
import { OwnToken } from './own-token.js';

export interface TokenUser {
  readonly tenant_id: string;
  readonly user_id: string;
}

export interface IssuedToken {
  readonly token: string;
  readonly expires_at: string;
}

const tokens = new OwnToken('JWT', 'carillon:user');

export function issueUserToken(secret: string, user: TokenUser, ttlSeconds: number, now = Date.now()): IssuedToken {
  const iat = Math.floor(now / 1000);
  const exp = iat + ttlSeconds;
  return {
    token: tokens.sign(secret, { tenant: user.tenant_id, sub: user.user_id, iat, exp }),
    expires_at: new Date(exp * 1000).toISOString(),
  };
}

/** The user that the token speaks for; null for anything that is not a valid token of ours, now. */
export const verifyUserToken = (secret: string, token: string, now = Date.now()): TokenUser | null =>
  openUserToken(secret, token, now)?.user ?? null;

/** The same, for who must know until when: it stays connected. */
export function openUserToken(
  secret: string,
  token: string,
  now = Date.now(),
): { readonly user: TokenUser; readonly expiresAt: number } | null {
  const { tenant, sub, exp } = tokens.open(secret, token, now) ?? {};
  if (typeof tenant !== 'string' || typeof sub !== 'string') return null;
  return { user: { tenant_id: tenant, user_id: sub }, expiresAt: (exp as number) * 1000 };
}
