import { apiKeyHash } from '#libs/auth';
import { SCOPES, type ApiClient } from '#libs/contracts';
import { grouped, type Database } from '#libs/persistence';
import { findClients } from './api-clients.statements.js';

/** How long a revoked key may go on working. */
const FRESH_MS = 10_000;
const MAX_CACHED = 10_000;

interface Cached {
  readonly client: ApiClient | null;
  readonly until: number;
}

/** Who is behind an API key. Keys are compared as hashes; wrong ones are cached too. */
export class ApiClients {
  private cached = new Map<string, Cached>();
  private readonly find: (hash: string) => Promise<ApiClient | null>;

  constructor(
    db: Database,
    private readonly now: () => number = Date.now,
  ) {
    this.find = grouped(async (hashes: string[]) => {
      const rows = await db.query<Omit<ApiClient, 'key_id' | 'scopes'> & { key_hash: string }>(findClients(hashes));
      const byHash = new Map(rows.map(({ key_hash, ...row }) => [key_hash, allowedAll(row)]));
      return hashes.map((hash) => byHash.get(hash) ?? null);
    });
  }

  /** Answers at once, without a promise, where it can: this stands before every request. */
  authenticate(apiKey: string): ApiClient | null | Promise<ApiClient | null> {
    return this.withHash(apiKeyHash(apiKey));
  }

  /** The same for a key of which only the hash is known: one that a token was given for. */
  withHash(hash: string): ApiClient | null | Promise<ApiClient | null> {
    const known = this.cached.get(hash);
    return known && known.until > this.now() ? known.client : this.refresh(hash);
  }

  private async refresh(hash: string): Promise<ApiClient | null> {
    const client = await this.find(hash);
    if (this.cached.size >= MAX_CACHED) this.cached = new Map();
    this.cached.set(hash, { client, until: this.now() + FRESH_MS });
    return client;
  }
}

const allowedAll = (row: Omit<ApiClient, 'key_id' | 'scopes'>): ApiClient => ({
  ...row,
  key_id: row.client_id,
  scopes: SCOPES,
});
