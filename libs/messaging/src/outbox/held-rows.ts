/**
 * Rows that wait for something that ends by itself and not by the clock, as a pause, or an outage: they carry its id, and are due
 * later all the same, so that nothing waits for ever. Only apps that hold something have these columns.
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

/** SQL for a later migration: those that are due first are found at once, however many there are. */
export const heldRowsByTime = (): string => `
  create index outbox_held_by_time on outbox (held_by, wake_at) where held_by is not null;
  drop index outbox_held;`;

/**
 * Some of what is held comes due now, what would be due first before the others: rows until so many records are reached, at least one.
 * Only what was held before a certain id, so that what cannot go after all is not called again and again; and nothing that a relay is
 * emitting already. Answers how many records there are.
 */
export const recallHeldRows = (heldBy: string, beforeId: string, records: number): Statement => ({
  name: 'outbox.recall',
  text: `with held as (
      select id, held_count, wake_at from outbox
      where held_by = $1 and id < $2 and tries = 0 and wake_at > now() order by wake_at limit $3::int for update skip locked
    ), first as (
      select id, sum(held_count) over (order by wake_at, id) - held_count as before from held
    ), due as (
      update outbox o set held_by = null, due_at = now(), wake_at = now()
      from first f where o.id = f.id and f.before < $3::int returning o.held_count
    ) select coalesce(sum(held_count), 0)::int as records from due`,
  values: [heldBy, beforeId, records],
});
