import type { DispatchRecord, DoubtFilter, RpcIn } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import { LEDGER } from '../ledger-state.js';

export interface DoubtFound {
  readonly id: string;
  readonly record: DispatchRecord;
  readonly since: Date;
  readonly provider: string | null;
  readonly attempt: number;
  readonly checks: number;
  readonly next_check_at: Date | null;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The ledger is the truth: a row here whose delivery is not in doubt says nothing. */
const IN_DOUBT = `doubts d join ledger l on l.delivery_id = d.delivery_id and l.state = ${LEDGER.doubt}`;
const COLUMNS = `d.delivery_id as id, d.record, d.since, l.provider, l.attempt, l.checks, l.lease_until as next_check_at`;

const matchValues = (tenantId: string, filter: DoubtFilter): unknown[] => [
  tenantId,
  filter.notification_type,
  filter.priority,
  filter.provider,
  filter.user_id,
  filter.notification_id,
  filter.after,
  filter.before,
];

const MATCHES = `d.tenant_id = $1 and ($2::text is null or d.record->>'notification_type' = $2)
  and ($3::text is null or d.record->>'priority' = $3) and ($4::text is null or l.provider = $4)
  and ($5::text is null or d.record->>'user_id' = $5) and ($6::text is null or d.record->>'notification_id' = $6)
  and ($7::timestamptz is null or d.since >= $7) and ($8::timestamptz is null or d.since < $8)`;

/** Newest delivery first. */
export const listDoubts = ({ tenant_id, cursor, limit, ...filter }: RpcIn<'delivery.doubts.list'>): Statement => ({
  name: 'doubts.list',
  text: `select ${COLUMNS} from ${IN_DOUBT} where ${MATCHES} and d.delivery_id < $9::uuid
    order by d.delivery_id desc limit $10`,
  values: [...matchValues(tenant_id, filter), cursor ?? LAST_ID, limit],
});

export const findDoubts = (tenantId: string, ids: readonly string[]): Statement => ({
  name: 'doubts.find',
  text: `select ${COLUMNS} from ${IN_DOUBT} where d.tenant_id = $1 and d.delivery_id = any($2::uuid[])
    order by d.delivery_id`,
  values: [tenantId, ids],
});

/** Of all tenants, for the app itself. */
export const pageOfDoubts = (after: string, limit: number): Statement => ({
  name: 'doubts.page',
  text: `select ${COLUMNS} from ${IN_DOUBT} where d.delivery_id > $1::uuid order by d.delivery_id limit $2`,
  values: [after, limit],
});
