import type { DeadLetterFilter, DeadLetterState, RpcIn } from '#libs/contracts';
import { uuidv7Floor } from '#libs/kernel';
import type { Statement } from '#libs/persistence';

const COLUMNS = `dead_letter_id as id, reason, record, provider, attempt, claims, last_attempt_at, at, state,
  to_json(replayed_as) as replayed_as, coalesce(closed_at, resolved_at) as closed_at, closed_by, note`;

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Values of `MATCHES`: the ids of letters carry the time at which they were written. */
const matchValues = (tenantId: string, filter: DeadLetterFilter, state: DeadLetterState | undefined) => [
  tenantId,
  filter.notification_type,
  filter.priority,
  filter.provider,
  filter.reason,
  filter.user_id,
  filter.notification_id,
  filter.after === undefined ? FIRST_ID : uuidv7Floor(Date.parse(filter.after)),
  filter.before === undefined ? LAST_ID : uuidv7Floor(Date.parse(filter.before)),
  state,
];

const MATCHES = `tenant_id = $1 and ($2::text is null or notification_type = $2) and ($3::text is null or priority = $3)
  and ($4::text is null or provider = $4) and ($5::text is null or reason = $5 or split_part(reason, ':', 1) = $5)
  and ($6::text is null or user_id = $6) and ($7::uuid is null or notification_id = $7)
  and dead_letter_id >= $8::uuid and dead_letter_id < $9::uuid and ($10::text is null or state = $10)`;

/** Newest first. */
export const listLetters = ({
  tenant_id,
  state,
  cursor,
  limit,
  ...filter
}: RpcIn<'delivery.dead_letters.list'>): Statement => ({
  name: 'dead_letters.list',
  text: `select ${COLUMNS} from dead_letters where ${MATCHES} and dead_letter_id < $11::uuid
    order by dead_letter_id desc limit $12`,
  values: [...matchValues(tenant_id, filter, state), cursor ?? LAST_ID, limit],
});

export const countLetters = (tenantId: string, filter: DeadLetterFilter, below: string): Statement => ({
  name: 'dead_letters.count',
  text: `select count(*)::int as matched from dead_letters where ${MATCHES} and dead_letter_id < $11::uuid`,
  values: [...matchValues(tenantId, filter, 'open'), below],
});

/** The next open ones, oldest first, for whoever is to replay them. */
export const lockNextLetters = (
  tenantId: string,
  filter: DeadLetterFilter,
  { after, below, limit }: { readonly after: string; readonly below: string; readonly limit: number },
): Statement => ({
  name: 'dead_letters.lock_next',
  text: `select ${COLUMNS} from dead_letters where ${MATCHES} and dead_letter_id > $11::uuid and dead_letter_id < $12::uuid
    order by dead_letter_id limit $13 for update`,
  values: [...matchValues(tenantId, filter, 'open'), after, below, limit],
});

export const findLetter = (tenantId: string, id: string): Statement => ({
  name: 'dead_letters.find',
  text: `select ${COLUMNS} from dead_letters where dead_letter_id = $2 and tenant_id = $1`,
  values: [tenantId, id],
});

/** Who comes second waits here, and finds what the first has done. */
export const lockLetter = (tenantId: string, id: string): Statement => ({
  name: 'dead_letters.lock',
  text: `select ${COLUMNS} from dead_letters where dead_letter_id = $2 and tenant_id = $1 for update`,
  values: [tenantId, id],
});

export interface Replayed {
  readonly letterId: string;
  readonly deliveryId: string;
}

/** Letters that the caller has locked. */
export const markReplayed = (replayed: readonly Replayed[], by: string): Statement => ({
  name: 'dead_letters.replayed',
  text: `update dead_letters l
    set state = 'replayed', replayed_as = l.replayed_as || u.d, closed_at = now(), closed_by = $3
    from unnest($1::uuid[], $2::uuid[]) u(i, d) where l.dead_letter_id = u.i`,
  values: [replayed.map((r) => r.letterId), replayed.map((r) => r.deliveryId), by],
});

export const discardLetter = (tenantId: string, id: string, by: string, note: string): Statement => ({
  name: 'dead_letters.discard',
  text: `update dead_letters set state = 'discarded', closed_at = now(), closed_by = $3, note = $4
    where dead_letter_id = $2 and tenant_id = $1 and state = 'open' returning state`,
  values: [tenantId, id, by, note],
});

/** Letters that the caller has locked. */
export const discardLetters = (ids: readonly string[], by: string, note: string): Statement => ({
  name: 'dead_letters.discard_these',
  text: `update dead_letters set state = 'discarded', closed_at = now(), closed_by = $2, note = $3
    where dead_letter_id = any($1::uuid[])`,
  values: [ids, by, note],
});
