/**
 * Rows that wait for something that ends by a decision and not by the clock, as a pause: they carry its id, and are due much later
 * all the same, so that nothing waits for ever. Only apps that hold something have these columns.
 */
import type { Statement } from '#libs/persistence';
import type { NewRow } from './statements.js';

/** SQL for a migration of such an app, after that of the outbox. */
export const heldRows = (): string => `
  alter table outbox add column held_by uuid, add column held_count smallint;
  create index outbox_held on outbox (held_by) where held_by is not null;`;

export interface NewHeldRow extends NewRow {
  readonly heldBy: string;
  readonly count: number;
}

export const insertHeldRow = (row: NewHeldRow): Statement => ({
  name: 'outbox.hold',
  text: `insert into outbox (id, destination, priority, due_at, wake_at, records, held_by, held_count)
    values ($1, $2, $3, coalesce($4::timestamptz, now()), coalesce($4::timestamptz, now()), $5, $6, $7)`,
  values: [row.id, row.destination, row.priority, row.dueAt, row.records, row.heldBy, row.count],
});

/**
 * What is held comes due, the most urgent and the oldest first, and no more records a second than are given: what has gathered for
 * hours would else leave at once. Answers how many records there are.
 */
export const releaseHeldRows = (heldBy: string, perSecond: number): Statement => ({
  name: 'outbox.release',
  text: `with held as (
      select id, held_count, (sum(held_count) over (order by priority, id) - held_count) / $2::float8 as later
      from outbox where held_by = $1
    ), due as (
      update outbox o set held_by = null, due_at = now() + h.later * interval '1 s', wake_at = now() + h.later * interval '1 s'
      from held h where o.id = h.id returning h.held_count
    ) select coalesce(sum(held_count), 0)::int as records from due`,
  values: [heldBy, perSecond],
});
