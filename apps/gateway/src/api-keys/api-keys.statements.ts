import type { KeyMode } from '#libs/auth';
import type { Role, Scope } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

/** An API key as it lies in the store: of the key itself no more than its hash. */
export interface ApiKeyRow {
  readonly key_id: string;
  readonly client_id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly prefix: string;
  /** Null: it was given scopes by name. */
  readonly role: Role | null;
  readonly scopes: readonly Scope[];
  readonly mode: KeyMode;
  /** Empty: from anywhere. */
  readonly allowed_addresses: readonly string[];
  /** Sealed JSON of `TestRedirect`. */
  readonly redirect: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

export type NewApiKey = Omit<ApiKeyRow, 'created_at' | 'revoked_at' | 'last_used_at'> & { readonly key_hash: string };

const COLUMNS = `key_id, client_id, tenant_id, name, prefix, role, scopes, mode, allowed_addresses, redirect,
  created_at, expires_at, revoked_at, last_used_at`;

/** Answers nothing where the very same key is there already. */
export const insertApiKey = (key: NewApiKey): Statement => ({
  name: 'api-keys.insert',
  text: `insert into api_keys (key_id, client_id, tenant_id, name, prefix, key_hash, role, scopes, mode,
      allowed_addresses, redirect, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9, $10::text[], $11, $12)
    on conflict (key_hash) do nothing returning ${COLUMNS}`,
  values: [
    key.key_id,
    key.client_id,
    key.tenant_id,
    key.name,
    key.prefix,
    key.key_hash,
    key.role,
    key.scopes,
    key.mode,
    key.allowed_addresses,
    key.redirect,
    key.expires_at,
  ],
});

/** Whoever has one of these keys, revoked ones too: they are told so. */
export const findByHash = (hashes: readonly string[]): Statement => ({
  name: 'api-keys.find-by-hash',
  text: `select key_hash, ${COLUMNS} from api_keys where key_hash = any($1::text[])`,
  values: [hashes],
});

export const findApiKey = (tenantId: string, keyId: string): Statement => ({
  name: 'api-keys.find',
  text: `select ${COLUMNS} from api_keys where tenant_id = $1 and key_id = $2`,
  values: [tenantId, keyId],
});

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Newest first. */
export const pageOfApiKeys = (tenantId: string, cursor: string | undefined, limit: number): Statement => ({
  name: 'api-keys.page',
  text: `select ${COLUMNS} from api_keys where tenant_id = $1 and key_id < $2::uuid order by key_id desc limit $3`,
  values: [tenantId, cursor ?? LAST_ID, limit],
});

type Changeable = 'name' | 'role' | 'scopes' | 'allowed_addresses' | 'redirect' | 'expires_at';

export const updateApiKey = (key: Pick<ApiKeyRow, 'tenant_id' | 'key_id' | Changeable>): Statement => ({
  name: 'api-keys.update',
  text: `update api_keys set name = $3, role = $4, scopes = $5::text[], allowed_addresses = $6::text[], redirect = $7,
      expires_at = $8
    where tenant_id = $1 and key_id = $2 returning ${COLUMNS}`,
  values: [
    key.tenant_id,
    key.key_id,
    key.name,
    key.role,
    key.scopes,
    key.allowed_addresses,
    key.redirect,
    key.expires_at,
  ],
});

export const revokeApiKey = (tenantId: string, keyId: string): Statement => ({
  name: 'api-keys.revoke',
  text: 'update api_keys set revoked_at = now() where tenant_id = $1 and key_id = $2 and revoked_at is null',
  values: [tenantId, keyId],
});

/** Never later than it would have expired by itself. */
export const expireApiKey = (tenantId: string, keyId: string, inSeconds: number): Statement => ({
  name: 'api-keys.expire',
  text: `update api_keys set expires_at = least(expires_at, now() + $3::int * interval '1 second')
    where tenant_id = $1 and key_id = $2`,
  values: [tenantId, keyId, inSeconds],
});

/** Those that a tenant can go on managing its keys with. */
export const usableAdmins = (tenantId: string): Statement => ({
  name: 'api-keys.usable-admins',
  text: `select key_id from api_keys where tenant_id = $1 and role = 'admin' and mode = 'live' and revoked_at is null
    and (expires_at is null or expires_at > now()) limit 2`,
  values: [tenantId],
});

export const noteUses = (uses: ReadonlyMap<string, Date>): Statement => ({
  name: 'api-keys.note-uses',
  text: `update api_keys k set last_used_at = u.at
    from (select * from unnest($1::uuid[], $2::timestamptz[]) as u(key_id, at) order by 1) u
    where k.key_id = u.key_id and (k.last_used_at is null or k.last_used_at < u.at)`,
  values: [[...uses.keys()], [...uses.values()]],
});
