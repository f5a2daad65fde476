import type { Statement } from '#libs/persistence';
import type { OwnLimits } from './limit-policy.js';

export interface LimitsRow {
  readonly tenant_id: string;
  readonly policy: OwnLimits;
  readonly version: number;
}

export const findLimits = (tenants: readonly string[]): Statement => ({
  name: 'limits.find',
  text: 'select tenant_id, policy, version from limits where tenant_id = any($1::text[])',
  values: [tenants],
});

export const putLimits = (tenantId: string, policy: OwnLimits): Statement => ({
  name: 'limits.put',
  text: `insert into limits (tenant_id, policy) values ($1, $2::json)
    on conflict (tenant_id) do update set policy = excluded.policy, version = limits.version + 1, changed_at = now()
    returning tenant_id, policy, version`,
  values: [tenantId, JSON.stringify(policy)],
});
