import { FreshValues } from '#libs/changes';
import type { Database } from '#libs/persistence';
import { policyOf, type LimitPolicy } from './limit-policy.js';
import { findLimits, type LimitsRow } from './limits.statements.js';

export interface KnownPolicy {
  readonly policy: LimitPolicy;
  /** 0: the tenant has said nothing of its own. */
  readonly version: number;
}

/** The limits of a tenant. */
export class LimitPolicies extends FreshValues<KnownPolicy> {
  constructor(
    db: Database,
    private readonly defaults: LimitPolicy,
    now?: () => number,
  ) {
    super(async (tenants) => {
      const rows = new Map((await db.query<LimitsRow>(findLimits(tenants))).map((row) => [row.tenant_id, row]));
      return tenants.map((tenant) => this.knownOf(rows.get(tenant)));
    }, now);
  }

  knownOf(row: LimitsRow | undefined): KnownPolicy {
    return { policy: policyOf(this.defaults, row?.policy), version: row?.version ?? 0 };
  }
}
