import type { Statement } from '#libs/persistence';
import { LEDGER, type LedgerState } from '../ledger-state.js';

export interface SettledRow {
  readonly deliveryId: string;
  /** The token of the claim: who lost it changes nothing. */
  readonly owner: string;
  readonly state: LedgerState;
  readonly attempt: number;
  readonly claims: number;
  /** When what was put off is due. */
  readonly dueInMs: number | null;
  readonly providerMessageId: string | null;
}

/**
 * `any($1)` and the bounds make it an index scan of the partitions that matter, whatever the plan; `state + 0` hides from the planner
 * that hardly any row is claimed when statistics are taken, for which it would choose a nested loop over all pairs.
 */
const UPDATE = `update ledger l set state = u.state, attempt = u.attempt, claims = u.claims, checks = 0, seq = l.seq + 1,
    lease_until = now() + u.due_ms * interval '1 ms', provider_message_id = u.message_id, updated_at = now()
  from unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::smallint[], $5::smallint[], $6::float8[], $7::text[])
    u(d, owner, state, attempt, claims, due_ms, message_id)
  where l.delivery_id = any($1::uuid[]) and l.delivery_id = u.d and l.owner = u.owner and l.state + 0 = ${LEDGER.claimed}
    and l.delivery_id >= $8 and l.delivery_id <= $9
  returning l.delivery_id`;

/** Postgres compares all pairs of rows and values: with five hundred at once that is 17 µs a row, with a hundred 6. */
const ROWS_A_STATEMENT = 100;

const valuesOf = (rows: readonly SettledRow[]): unknown[] => [
  rows.map((r) => r.deliveryId),
  rows.map((r) => r.owner),
  rows.map((r) => r.state),
  rows.map((r) => r.attempt),
  rows.map((r) => r.claims),
  rows.map((r) => r.dueInMs),
  rows.map((r) => r.providerMessageId),
  rows[0]?.deliveryId,
  rows.at(-1)?.deliveryId,
];

/** Compare and set: answers who still had its claim. Rows sorted by id. */
export const settleRows = (rows: readonly SettledRow[]): Statement => ({
  name: 'ledger.settle',
  text: UPDATE,
  values: valuesOf(rows),
});

/**
 * The same for all or none: with one claim lost it fails (division by zero), and takes back what travels in the same pipeline. So
 * a settlement and all that follows from it are one round trip, and only a group with a lost claim pays for a second.
 */
export const settleAllRows = (rows: readonly SettledRow[]): Statement[] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, i) => {
    const some = rows.slice(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT);
    return {
      name: 'ledger.settle_all',
      text: `with settled as (${UPDATE}) select 1 / (count(*) = $10::int)::int from settled`,
      values: [...valuesOf(some), some.length],
    };
  });

export const isClaimLost = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '22012';
