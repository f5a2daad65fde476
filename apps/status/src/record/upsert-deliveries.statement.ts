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

const TEXT = `
  insert into deliveries as d (id, notification_id, tenant_id, channel, priority, user_id, notification_type, metadata,
    accepted_at, updated_at, due_at, reason, seen, sent, failed, progress_seq, progress, version, status)
  select i.*, 1, ${FIRST_STATUS}
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::json[],
    $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::int[], $14::int[], $15::int[],
    $16::int[], $17::smallint[]) as i(id, notification_id, tenant_id, channel, priority, user_id, notification_type,
    metadata, accepted_at, updated_at, due_at, reason, seen, sent, failed, progress_seq, progress)
  on conflict (id) do update set
    user_id = coalesce(d.user_id, excluded.user_id),
    notification_type = coalesce(d.notification_type, excluded.notification_type),
    metadata = coalesce(d.metadata, excluded.metadata),
    accepted_at = coalesce(d.accepted_at, excluded.accepted_at),
    updated_at = greatest(d.updated_at, excluded.updated_at),
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

/** Adds what a group says to what is known. Facts are OR-ed and the furthest progress is kept; nothing is read before. */
export function upsertDeliveries(changes: readonly DeliveryChange[]): Statement {
  const column = <T>(pick: (change: DeliveryChange) => T): T[] => changes.map(pick);
  return {
    name: 'status.upsert_deliveries',
    text: TEXT,
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
