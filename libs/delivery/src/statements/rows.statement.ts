import type { Statement } from '#libs/persistence';
import type { LedgerState } from '../ledger-state.js';

/**
 * Rows locked in the order of their ids, so that two groups never wait for each other in a circle. The bounds let Postgres leave
 * out the partitions that cannot hold them.
 */
export const lockRows = (sortedIds: readonly string[]): Statement => ({
  name: 'ledger.lock',
  text: `select delivery_id, state, attempt, claims, seq, checks, owner, provider, claimed_at,
      (extract(epoch from lease_until) * 1000)::float8 as lease_until,
      (extract(epoch from clock_timestamp()) * 1000)::float8 as now
    from ledger where delivery_id = any($1::uuid[]) and delivery_id >= $2 and delivery_id <= $3
    order by delivery_id for update`,
  values: [sortedIds, sortedIds[0], sortedIds.at(-1)],
});

export interface RowChange {
  readonly deliveryId: string;
  readonly state: LedgerState;
  readonly attempt: number;
  readonly claims: number;
  readonly checks: number;
  readonly owner: string | null;
  /** From now: the end of a lease, or when what is put off is due. */
  readonly leaseMs: number | null;
  readonly provider?: string | undefined;
  readonly providerMessageId?: string | undefined;
}

/** Rows that the caller has locked. */
export const changeRows = (changes: readonly RowChange[], sortedIds: readonly string[]): Statement => ({
  name: 'ledger.change',
  text: `update ledger l set state = u.state, attempt = u.attempt, claims = u.claims, checks = u.checks, seq = l.seq + 1,
      owner = u.owner, lease_until = now() + u.lease_ms * interval '1 ms',
      claimed_at = case when u.state = 1 then now() else l.claimed_at end,
      provider = coalesce(u.provider, l.provider),
      provider_message_id = coalesce(u.message_id, l.provider_message_id), updated_at = now()
    from unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::smallint[], $5::smallint[], $6::uuid[], $7::float8[],
      $8::text[], $9::text[]) u(d, state, attempt, claims, checks, owner, lease_ms, provider, message_id)
    where l.delivery_id = any($1::uuid[]) and l.delivery_id = u.d and l.delivery_id >= $10 and l.delivery_id <= $11`,
  values: [
    changes.map((c) => c.deliveryId),
    changes.map((c) => c.state),
    changes.map((c) => c.attempt),
    changes.map((c) => c.claims),
    changes.map((c) => c.checks),
    changes.map((c) => c.owner),
    changes.map((c) => c.leaseMs),
    changes.map((c) => c.provider),
    changes.map((c) => c.providerMessageId),
    sortedIds[0],
    sortedIds.at(-1),
  ],
});
