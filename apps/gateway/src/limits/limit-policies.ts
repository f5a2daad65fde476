import { grouped, type Database } from '#libs/persistence';
import { policyOf, type LimitPolicy } from './limit-policy.js';
import { findLimits, type LimitsRow } from './limits.statements.js';

export interface KnownPolicy {
  readonly policy: LimitPolicy;
  /** 0: the tenant has said nothing of its own. */
  readonly version: number;
}

const FRESH_MS = 10_000;
const MAX_CACHED = 10_000;

/** The limits of a tenant, read again every few seconds. */
export class LimitPolicies {
  private cached = new Map<string, { readonly known: KnownPolicy; readonly until: number }>();
  private forgotten = 0;
  private readonly load: (tenantId: string) => Promise<KnownPolicy>;

  constructor(
    db: Database,
    private readonly defaults: LimitPolicy,
    private readonly now: () => number = Date.now,
  ) {
    this.load = grouped(async (tenants: string[]) => {
      const rows = new Map((await db.query<LimitsRow>(findLimits(tenants))).map((row) => [row.tenant_id, row]));
      return tenants.map((tenant) => this.knownOf(rows.get(tenant)));
    });
  }

  /** At once, without a promise, where it can: this stands before every request. */
  of(tenantId: string): KnownPolicy | Promise<KnownPolicy> {
    const found = this.cached.get(tenantId);
    return found && found.until > this.now() ? found.known : this.refresh(tenantId);
  }

  knownOf(row: LimitsRow | undefined): KnownPolicy {
    return { policy: policyOf(this.defaults, row?.policy), version: row?.version ?? 0 };
  }

  forget(tenantId: string): void {
    this.cached.delete(tenantId);
    this.forgotten += 1;
  }

  /** What was read while something changed may be what was before. */
  private async refresh(tenantId: string): Promise<KnownPolicy> {
    const { forgotten } = this;
    const known = await this.load(tenantId);
    if (this.cached.size >= MAX_CACHED) this.cached = new Map();
    if (forgotten === this.forgotten) this.cached.set(tenantId, { known, until: this.now() + FRESH_MS });
    return known;
  }
}
