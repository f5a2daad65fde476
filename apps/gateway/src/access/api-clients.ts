import { apiKeyHash } from '#libs/auth';
import { FreshValues } from '#libs/changes';
import type { ApiClient } from '#libs/contracts';
import { AddressList } from '#libs/network';
import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import { clientOf } from '../api-keys/api-key.js';
import { findByHash, type ApiKeyRow } from '../api-keys/api-keys.statements.js';

/** Who has the key, or why it does not let anybody in. */
export type Authentication =
  | { readonly client: ApiClient }
  | { readonly refused: 'revoked_key' | 'expired_key' | 'address'; readonly known: ApiClient }
  | { readonly refused: 'unknown_key' };

interface KnownKey {
  readonly client: ApiClient;
  readonly expiresAt: number;
  readonly isRevoked: boolean;
  /** Absent: from anywhere. */
  readonly addresses?: AddressList | undefined;
}

/** Who is behind an API key. Keys are compared as hashes; wrong ones are cached too. */
export class ApiClients {
  private readonly keys: FreshValues<KnownKey | null>;

  constructor(
    db: Database,
    vault: Vault,
    private readonly now: () => number = Date.now,
  ) {
    this.keys = new FreshValues(async (hashes) => {
      const rows = await db.query<ApiKeyRow & { key_hash: string }>(findByHash(hashes));
      const byHash = new Map(rows.map((row) => [row.key_hash, knownKey(vault, row)]));
      return hashes.map((hash) => byHash.get(hash) ?? null);
    }, now);
  }

  /** Answers at once, without a promise, where it can: this stands before every request. */
  authenticate(apiKey: string, address: string | undefined): Authentication | Promise<Authentication> {
    return this.withHash(apiKeyHash(apiKey), address);
  }

  /** The same for a key of which only the hash is known: one that a token was given for. */
  withHash(hash: string, address: string | undefined): Authentication | Promise<Authentication> {
    const known = this.keys.of(hash);
    return known instanceof Promise
      ? known.then((key) => judge(key, this.now(), address))
      : judge(known, this.now(), address);
  }

  /** Of a key that was changed, or of all where nobody knows which were. */
  forget(keyId?: string): void {
    if (keyId === undefined) this.keys.forget();
    else this.keys.forgetThose((key) => key?.client.key_id === keyId);
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
  const known = key.client;
  if (key.isRevoked) return { refused: 'revoked_key', known };
  if (key.expiresAt <= now) return { refused: 'expired_key', known };
  if (key.addresses && !(address !== undefined && key.addresses.has(address))) return { refused: 'address', known };
  return { client: known };
}
