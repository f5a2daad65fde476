import { createHash } from 'node:crypto';
import { ROLES, SCOPES, SCOPES_OF, type ApiClient, type Role, type Scope } from '#libs/contracts';
import type { IssuerSettings } from './issuer-settings.js';
import type { Fault } from './verify-jwt.js';

type Claims = Readonly<Record<string, unknown>>;

const TENANT = /^[a-z0-9_-]{1,64}$/;
const CLIENT = /^[\w.:/-]{1,128}$/;

/** A short name for an issuer: its clients' ids begin with it, so that two issuers' never meet. */
export const issuerHash = (issuer: string): string => createHash('sha256').update(issuer).digest('hex').slice(0, 12);

/** The client that verified claims speak for. A subject may be a person: it is kept as its hash. */
export function clientOfClaims(
  claims: Claims,
  settings: IssuerSettings,
  keyedHash: (tenant: string, text: string) => string,
): ApiClient | Fault {
  const tenant = settings.tenant ?? claimAt(claims, settings.tenant_claim as string);
  if (typeof tenant !== 'string' || !TENANT.test(tenant)) return 'unknown_tenant';
  const { azp, client_id, sub } = claims;
  const application = [azp, client_id].find((one) => typeof one === 'string' && one !== '');
  const name = application ?? sub;
  if (typeof name !== 'string' || name === '') return 'no_client';
  const hashed = (text: string): string => keyedHash(tenant, text).slice(0, 22);
  const client = application !== undefined && CLIENT.test(name) ? name : hashed(name);
  return {
    client_id: `${issuerHash(settings.issuer)}:${client}`,
    tenant_id: tenant,
    name: client,
    key_id: `sub:${hashed(typeof sub === 'string' ? sub : name)}`,
    scopes: scopesOf(claims, settings),
  };
}

function scopesOf(claims: Claims, { scope_claim, roles_claim, scopes, roles }: IssuerSettings): readonly Scope[] {
  const claim = scope_claim ?? (roles_claim === undefined ? 'scope' : undefined);
  const granted = new Set([
    ...meant(words(claims, claim), scopes ?? OUR_SCOPES),
    ...meant(words(claims, roles_claim), roles ?? OUR_ROLES),
  ]);
  return SCOPES.filter((scope) => granted.has(scope));
}

type Meaning = Readonly<Record<string, readonly (Scope | Role)[]>>;

const OUR_SCOPES: Meaning = Object.fromEntries(SCOPES.map((scope) => [scope, [scope]]));
const OUR_ROLES: Meaning = Object.fromEntries(ROLES.map((role) => [role, [role]]));

const meant = (given: readonly string[], meaning: Meaning): Scope[] =>
  given
    .flatMap((word) => (Object.hasOwn(meaning, word) ? (meaning[word] ?? []) : []))
    .flatMap((one) => (one in SCOPES_OF ? SCOPES_OF[one as Role] : [one as Scope]));

function words(claims: Claims, claim: string | undefined): string[] {
  const value = claim === undefined ? undefined : claimAt(claims, claim);
  if (typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** By its whole name (some are addresses), or else step by step: `realm_access.roles`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, step) => {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
    return inside ? (value as Claims)[step] : undefined;
  }, claims);
}
