import type { RpcIn } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import type { LedgerState } from '../ledger-state.js';

export interface StandingRow {
  readonly tenant_id: string;
  readonly delivery_id: string;
  readonly state: LedgerState;
  readonly attempt: number;
  readonly code: string | null;
  readonly updated_at: Date;
}

/** How these stand, and why their last attempt failed if one did. */
export const standings = (items: readonly RpcIn<'delivery.states'>[]): Statement => ({
  name: 'ledger.standings',
  text: `select l.tenant_id, l.delivery_id, l.state, l.attempt, l.updated_at, (
      select a.code from attempts a where a.delivery_id = l.delivery_id and a.code is not null
      order by a.attempt_id desc limit 1) as code
    from unnest($1::text[], $2::uuid[]) as k(tenant_id, delivery_id)
    join ledger l on l.delivery_id = k.delivery_id and l.tenant_id = k.tenant_id`,
  values: [items.map((item) => item.tenant_id), items.map((item) => item.delivery_id)],
});
