import type { KeyMode } from '#libs/auth';
import type { Role, Scope, TestRedirect } from '#libs/contracts';
import type { Vault } from '#libs/vault';
import { redirectOf, scopesOf } from './api-key.js';
import type { ApiKeyRow } from './api-keys.statements.js';

/** A key as the API shows it: never the key itself. */
export interface ApiKeyDocument {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly prefix: string;
  readonly mode: KeyMode;
  readonly status: 'active' | 'expired' | 'revoked';
  readonly role: Role | null;
  readonly scopes: readonly Scope[];
  readonly allowed_addresses: readonly string[];
  readonly redirect?: TestRedirect | undefined;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
}

/** The only time that the key is told. */
export type NewApiKeyDocument = ApiKeyDocument & { readonly key: string };

export const apiKeyDocument = (vault: Vault, row: ApiKeyRow, now = Date.now()): ApiKeyDocument => ({
  id: row.key_id,
  client_id: row.client_id,
  name: row.name,
  prefix: row.prefix,
  mode: row.mode,
  status: statusOf(row, now),
  role: row.role,
  scopes: scopesOf(row),
  allowed_addresses: row.allowed_addresses,
  redirect: redirectOf(vault, row),
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
});

function statusOf({ revoked_at, expires_at }: ApiKeyRow, now: number): ApiKeyDocument['status'] {
  if (revoked_at) return 'revoked';
  return expires_at && expires_at.getTime() <= now ? 'expired' : 'active';
}
