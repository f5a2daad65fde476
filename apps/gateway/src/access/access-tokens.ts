import { apiKeyHash, issueAccessToken, verifyAccessToken, type AccessGrant } from '#libs/auth';
import type { ApiClient, Scope } from '#libs/contracts';
import { VaultError, type Vault } from '#libs/vault';
import { RecentMap } from '../recipients/recent-map.js';
import type { ApiClients, Authentication } from './api-clients.js';
import type { Verdict } from './refusal.js';

export const ACCESS_TOKEN_SECONDS = 900;
const MAX_OPENED = 10_000;

interface Opened {
  readonly keyHash: string;
  readonly scopes: readonly string[];
  readonly until: number;
  /** As it was admitted last, and of which client: made anew only when that one changes. */
  admitted?: { readonly client: ApiClient; readonly as: ApiClient };
}

/** Tokens that we give for API keys. A token opens nothing that its key does not open now: revoked, it ends with the key. */
export class AccessTokens {
  private readonly opened = new RecentMap<Opened>(MAX_OPENED);

  constructor(
    private readonly secret: string,
    private readonly vault: Vault,
    private readonly clients: ApiClients,
    private readonly now: () => number = Date.now,
  ) {}

  issue(apiKey: string, { tenant_id, client_id }: ApiClient, scopes: readonly Scope[]): string {
    const key = this.vault.seal(tenant_id, apiKeyHash(apiKey));
    return issueAccessToken(this.secret, { tenant_id, client_id, key, scopes }, ACCESS_TOKEN_SECONDS, this.now());
  }

  /** Answers at once, without a promise, where it can: this stands before every request. */
  authenticate(token: string, address: string | undefined): Verdict | Promise<Verdict> {
    const opened = this.open(token);
    if (!opened || opened.until <= this.now()) return 'no_token_of_ours';
    const known = this.clients.withHash(opened.keyHash, address);
    return known instanceof Promise ? known.then((found) => admitted(opened, found)) : admitted(opened, known);
  }

  private open(token: string): Opened | undefined {
    const hash = apiKeyHash(token);
    const known = this.opened.get(hash);
    if (known) return known;
    const grant = verifyAccessToken(this.secret, token, this.now());
    if (!grant) return undefined;
    const keyHash = this.unseal(grant);
    if (keyHash === undefined) return undefined;
    const opened = { keyHash, scopes: grant.scopes, until: grant.expiresAt };
    this.opened.set(hash, opened);
    return opened;
  }

  /** A master key may be gone before the tokens that it sealed. */
  private unseal({ tenant_id, key }: AccessGrant): string | undefined {
    try {
      return this.vault.open(tenant_id, key);
    } catch (error) {
      if (error instanceof VaultError) return undefined;
      throw error;
    }
  }
}

function admitted(opened: Opened, known: Authentication): Verdict {
  if ('refused' in known) {
    if (known.refused === 'unknown_key') return 'key_of_token';
    return { refused: known.refused === 'address' ? 'address' : 'key_of_token', known: known.known };
  }
  const { client } = known;
  if (opened.admitted?.client !== client) {
    const scopes = client.scopes.filter((scope) => opened.scopes.includes(scope));
    opened.admitted = { client, as: { ...client, scopes } };
  }
  return opened.admitted.as;
}
