import { apiKeyHash } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';
import { RecentMap } from '../../recipients/recent-map.js';
import type { Verdict } from '../refusal.js';
import { clientOfClaims } from './client-of-claims.js';
import { IssuerKeys } from './issuer-keys.js';
import type { IssuerSettings } from './issuer-settings.js';
import { unverifiedClaims, verifyJwt, type Fault, type KeySet } from './verify-jwt.js';

export interface IssuersParts {
  readonly fetchKeys: (settings: IssuerSettings) => Promise<unknown>;
  readonly isTenant: (tenant: string) => Promise<boolean>;
  readonly keyedHash: (tenant: string, text: string) => string;
  readonly onError: (error: unknown, issuer: string) => void;
  readonly now?: () => number;
}

interface Issuer {
  readonly settings: IssuerSettings;
  readonly keys: IssuerKeys;
}

interface Verified {
  readonly client: ApiClient;
  readonly until: number;
}

/** A token that was good goes on without a look for this long, and not beyond its end. */
const VERIFIED_FOR_MS = 60_000;
const MAX_VERIFIED = 10_000;

/** Tokens of the configured issuers. */
export class Issuers {
  private readonly issuers: readonly Issuer[];
  private readonly verified = new RecentMap<Verified>(MAX_VERIFIED);
  private readonly now: () => number;

  constructor(
    all: readonly IssuerSettings[],
    private readonly parts: IssuersParts,
  ) {
    const now = (this.now = parts.now ?? Date.now);
    this.issuers = all.map((settings) => {
      const onError = (error: unknown): void => parts.onError(error, settings.issuer);
      return { settings, keys: new IssuerKeys({ fetch: () => parts.fetchKeys(settings), now, onError }) };
    });
  }

  /** Answers at once, without a promise, where it can: this stands before every request. */
  authenticate(token: string): Verdict | Promise<Verdict> {
    if (this.issuers.length === 0) return 'malformed';
    const hash = apiKeyHash(token);
    const known = this.verified.get(hash);
    return known && known.until > this.now() ? known.client : this.verify(token, hash);
  }

  private async verify(token: string, hash: string): Promise<Verdict> {
    const claimed = unverifiedClaims(token);
    if (!claimed) return 'malformed';
    const issuer = this.issuerOf(claimed);
    if (!issuer) return 'unknown_issuer';
    const claims = await this.verifiedClaims(token, issuer);
    if (typeof claims === 'string') return claims;
    const client = clientOfClaims(claims, issuer.settings, this.parts.keyedHash);
    if (typeof client === 'string') return client;
    if (!(await this.parts.isTenant(client.tenant_id))) return 'unknown_tenant';
    const until = Math.min(this.now() + VERIFIED_FOR_MS, (claims.exp as number) * 1000);
    this.verified.set(hash, { client, until });
    return client;
  }

  /** The token chooses among the configured ones, and adds none. One issuer may be there for several audiences. */
  private issuerOf({ iss, aud }: { iss?: unknown; aud?: unknown }): Issuer | undefined {
    const same = this.issuers.filter(({ settings }) => settings.issuer === iss);
    const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
    return same.find(({ settings }) => audiences.includes(settings.audience)) ?? same[0];
  }

  private async verifiedClaims(
    token: string,
    { settings, keys }: Issuer,
  ): Promise<Readonly<Record<string, unknown>> | Fault> {
    const check = (known: KeySet) => verifyJwt(token, known, { ...settings, now: this.now() });
    const known = await keys.current();
    const claims = await check(known);
    if (claims !== 'unknown_signing_key') return claims;
    const newer = await keys.newerThan(known);
    return newer ? check(newer) : claims;
  }
}
