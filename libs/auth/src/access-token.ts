/** Tokens of producers who have no issuer of their own: the gateway gives them for an API key, and checks them. */
import { OwnToken } from './own-token.js';

export interface AccessGrant {
  readonly tenant_id: string;
  readonly client_id: string;
  /** Which API key stands behind it, sealed: the token is good only while the key is. */
  readonly key: string;
  readonly scopes: readonly string[];
}

/** As RFC 9068 names them. */
const tokens = new OwnToken('at+jwt', 'carillon:api');
const ISSUER = 'carillon';

export const looksLikeAccessToken = (token: string): boolean => tokens.looksLike(token);

export function issueAccessToken(secret: string, grant: AccessGrant, ttlSeconds: number, now = Date.now()): string {
  const iat = Math.floor(now / 1000);
  const { tenant_id: tenant, client_id, key, scopes } = grant;
  const scope = scopes.join(' ');
  return tokens.sign(secret, {
    iss: ISSUER,
    sub: client_id,
    client_id,
    tenant,
    key,
    scope,
    iat,
    exp: iat + ttlSeconds,
  });
}

/** What the token grants; null for anything that is not a valid access token of ours, now. */
export function verifyAccessToken(
  secret: string,
  token: string,
  now = Date.now(),
): (AccessGrant & { readonly expiresAt: number }) | null {
  const { client_id, tenant, key, scope, exp } = tokens.open(secret, token, now) ?? {};
  if (typeof client_id !== 'string' || typeof tenant !== 'string') return null;
  if (typeof key !== 'string' || typeof scope !== 'string') return null;
  const scopes = scope.split(' ').filter((one) => one !== '');
  return { tenant_id: tenant, client_id, key, scopes, expiresAt: (exp as number) * 1000 };
}
