import type { Statement } from '#libs/persistence';
import type { DeliveryChange } from './fold-deliveries.js';
import { PROGRESS, sqlStatus } from './sql-status.js';

const FIRST_STATUS = sqlStatus({ seen: 'i.seen', sent: 'i.sent', failed: 'i.failed', progress: 'i.progress' });

/** As the kernel compares: seq first, then whatever tells equal ones apart, so that no order of arrival matters. */
const FURTHER = `(excluded.progress_seq, excluded.progress, coalesce(excluded.due_at, '-infinity'), coalesce(excluded.reason, '') collate "C")
  > (d.progress_seq, d.progress, coalesce(d.due_at, '-infinity'), coalesce(d.reason, '') collate "C")`;
const further = (column: string): string => `case when ${FURTHER} then excluded.${column} else d.${column} end`;

const MERGED_STATUS = sqlStatus({
  seen: 'd.seen | excluded.seen',
  sent: 'd.sent | excluded.sent',
  failed: 'd.failed | excluded.failed',
  progress: `(${further('progress')})`,
});

/** Unnested in the select list, which costs Postgres half of what it costs in FROM. */
const TEXT = `
  insert into deliveries as d (id, notification_id, tenant_id, channel, priority, user_id, notification_type, metadata,
    accepted_at, updated_at, first_settlement, due_at, reason, seen, sent, failed, progress_seq, progress, version, status)
  select i.*, 1, ${FIRST_STATUS}
  from (select unnest($1::uuid[]) as id, unnest($2::uuid[]) as notification_id, unnest($3::text[]) as tenant_id,
    unnest($4::text[]) as channel, unnest($5::text[]) as priority, unnest($6::text[]) as user_id,
    unnest($7::text[]) as notification_type, unnest($8::json[]) as metadata, unnest($9::timestamptz[]) as accepted_at,
    unnest($10::timestamptz[]) as updated_at, unnest($11::text[]) as first_settlement,
    unnest($12::timestamptz[]) as due_at, unnest($13::text[]) as reason,
    unnest($14::int[]) as seen, unnest($15::int[]) as sent, unnest($16::int[]) as failed,
    unnest($17::int[]) as progress_seq, unnest($18::smallint[]) as progress) as i
  on conflict (id) do update set
    user_id = coalesce(d.user_id, excluded.user_id),
    notification_type = coalesce(d.notification_type, excluded.notification_type),
    metadata = coalesce(d.metadata, excluded.metadata),
    accepted_at = coalesce(d.accepted_at, excluded.accepted_at),
    updated_at = greatest(d.updated_at, excluded.updated_at),
    first_settlement = coalesce(d.first_settlement, excluded.first_settlement),
    seen = d.seen | excluded.seen,
    sent = d.sent | excluded.sent,
    failed = d.failed | excluded.failed,
    progress_seq = ${further('progress_seq')},
    progress = ${further('progress')},
    due_at = ${further('due_at')},
    reason = ${further('reason')},
    version = d.version + 1,
    status = ${MERGED_STATUS}
  where d.tenant_id = excluded.tenant_id`;

/** How those stand that are this tenant's; who tells nobody does not ask. */
const STANDING = `
  returning d.id, d.notification_id, d.tenant_id, d.channel, d.priority, d.user_id, d.notification_type, d.metadata, d.status,
    d.updated_at`;

/** Adds what a group says to what is known. Facts are OR-ed and the furthest progress is kept; nothing is read before. */
export function upsertDeliveries(
  changes: readonly DeliveryChange[],
  how: 'silently' | 'telling' = 'silently',
): Statement {
  const column = <T>(pick: (change: DeliveryChange) => T): T[] => changes.map(pick);
  return {
    name: how === 'telling' ? 'status.upsert_and_tell' : 'status.upsert_deliveries',
    text: how === 'telling' ? TEXT + STANDING : TEXT,
    values: [
      column((c) => c.delivery_id),
      column((c) => c.notification_id),
      column((c) => c.tenant_id),
      column((c) => c.channel),
      column((c) => c.priority),
      column((c) => c.user_id),
      column((c) => c.notification_type),
      column((c) => c.metadata),
      column((c) => c.accepted_at),
      column((c) => c.updated_at),
      column((c) => c.first_settlement),
      column((c) => c.facts.progress.dueAt),
      column((c) => c.facts.progress.reason),
      column((c) => c.facts.seen),
      column((c) => c.facts.sent),
      column((c) => c.facts.failed),
      column((c) => c.facts.progress.seq),
      column((c) => PROGRESS.indexOf(c.facts.progress.status)),
    ],
  };
}
