import { apiKeyHash } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';
import { AddressList } from '#libs/network';
import { grouped, type Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import { clientOf } from '../api-keys/api-key.js';
import { findByHash, type ApiKeyRow } from '../api-keys/api-keys.statements.js';

/** How long a revoked key may go on working where nobody can be told. */
const FRESH_MS = 10_000;
const MAX_CACHED = 10_000;

/** Why a key does not let anybody in. */
type KeyRefusal = 'unknown_key' | 'revoked_key' | 'expired_key' | 'address';

export type Authentication = { readonly client: ApiClient } | { readonly refused: KeyRefusal };

interface KnownKey {
  readonly client: ApiClient;
  readonly expiresAt: number;
  readonly isRevoked: boolean;
  /** Absent: from anywhere. */
  readonly addresses?: AddressList | undefined;
}

interface Cached {
  readonly key: KnownKey | null;
  readonly until: number;
}

/** Who is behind an API key. Keys are compared as hashes; wrong ones are cached too. */
export class ApiClients {
  private cached = new Map<string, Cached>();
  /** How often keys were forgotten: what was read before that may be as it was before the change. */
  private forgotten = 0;
  private readonly find: (hash: string) => Promise<KnownKey | null>;

  constructor(
    db: Database,
    vault: Vault,
    private readonly now: () => number = Date.now,
  ) {
    this.find = grouped(async (hashes: string[]) => {
      const rows = await db.query<ApiKeyRow & { key_hash: string }>(findByHash(hashes));
      const byHash = new Map(rows.map((row) => [row.key_hash, knownKey(vault, row)]));
      return hashes.map((hash) => byHash.get(hash) ?? null);
    });
  }

  /** Answers at once, without a promise, where it can: this stands before every request. */
  authenticate(apiKey: string, address: string | undefined): Authentication | Promise<Authentication> {
    return this.withHash(apiKeyHash(apiKey), address);
  }

  /** The same for a key of which only the hash is known: one that a token was given for. */
  withHash(hash: string, address: string | undefined): Authentication | Promise<Authentication> {
    const known = this.cached.get(hash);
    if (known && known.until > this.now()) return judge(known.key, this.now(), address);
    return this.refresh(hash).then((key) => judge(key, this.now(), address));
  }

  /** Of a key that was changed, or of all where nobody knows which were. */
  forget(keyId?: string): void {
    this.forgotten += 1;
    if (keyId === undefined) return this.cached.clear();
    for (const [hash, { key }] of this.cached) if (key?.client.key_id === keyId) this.cached.delete(hash);
  }

  private async refresh(hash: string): Promise<KnownKey | null> {
    const before = this.forgotten;
    const key = await this.find(hash);
    if (this.forgotten !== before) return key;
    if (this.cached.size >= MAX_CACHED) this.cached.clear();
    this.cached.set(hash, { key, until: this.now() + FRESH_MS });
    return key;
  }
}

const knownKey = (vault: Vault, row: ApiKeyRow): KnownKey => ({
  client: clientOf(vault, row),
  expiresAt: row.expires_at?.getTime() ?? Infinity,
  isRevoked: row.revoked_at !== null,
  addresses: row.allowed_addresses.length > 0 ? new AddressList(row.allowed_addresses) : undefined,
});

function judge(key: KnownKey | null, now: number, address: string | undefined): Authentication {
  if (!key) return { refused: 'unknown_key' };
  if (key.isRevoked) return { refused: 'revoked_key' };
  if (key.expiresAt <= now) return { refused: 'expired_key' };
  if (key.addresses && !(address !== undefined && key.addresses.has(address))) return { refused: 'address' };
  return { client: key.client };
}
