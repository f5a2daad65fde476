import { PRIORITIES, type Priority } from '#libs/contracts';
import type { Statement } from '#libs/persistence';
import { channelOf } from './announcer.js';

/** Index in PRIORITIES: smaller is more urgent. */
export const priorityRank = (priority: Priority): number => PRIORITIES.indexOf(priority);

export interface NewRow {
  readonly id: string;
  readonly destination: string;
  readonly priority: number;
  readonly dueAt: Date | undefined;
  readonly leaseMs: number;
  readonly records: Buffer;
}

/** Plain parameters instead of unnest: bytes then travel as they are, and groups are few rows. Hence a statement for each count. */
export const MAX_ROWS_A_STATEMENT = 8;

export function insertRows(rows: readonly NewRow[]): Statement {
  const tuple = (_: NewRow, i: number): string => {
    const [id, destination, priority, due, lease, records] = [1, 2, 3, 4, 5, 6].map((n) => `$${6 * i + n}`);
    const dueAt = `coalesce(${due}::timestamptz, now())`;
    return `(${id}::uuid, ${destination}::text, ${priority}::smallint, ${dueAt}, ${dueAt} + ${lease}::float8 * interval '1 ms', ${records}::bytea)`;
  };
  return {
    name: `outbox.insert.${rows.length}`,
    text: `insert into outbox (id, destination, priority, due_at, wake_at, records) values ${rows.map(tuple).join()}`,
    values: rows.flatMap((r) => [r.id, r.destination, r.priority, r.dueAt, r.leaseMs, r.records]),
  };
}

export const notifyRelays = (schema: string, wakeInMs: number): Statement => ({
  name: 'outbox.notify',
  text: 'select pg_notify($1, $2)',
  values: [channelOf(schema), String(Math.round(wakeInMs))],
});

export const deleteRows = (ids: readonly string[]): Statement => ({
  name: 'outbox.delete',
  text: 'delete from outbox where id = any($1::uuid[])',
  values: [ids],
});

/** Moves the time at which a relay may take the rows: later, while they are being emitted; to now, when that failed. */
export const wakeRowsIn = (ids: readonly string[], ms: number): Statement => ({
  name: 'outbox.wake_in',
  text: `update outbox set wake_at = clock_timestamp() + $2::float8 * interval '1 ms' where id = any($1::uuid[])`,
  values: [ids, ms],
});

export type Kind = 'kafka' | 'local';

const CONDITION: Readonly<Record<Kind, string>> = {
  kafka: "destination not like 'local:%'",
  local: "destination like 'local:%' and destination = any($4::text[])",
};

export interface TakenRow {
  readonly id: string;
  readonly destination: string;
  readonly priority: number;
  readonly tries: number;
  readonly records: Buffer;
}

/** Rows whose time has come, critical first, oldest first, up to so many and so many bytes (one at least), under a lease. */
export const takeRows = (kind: Kind, max: number, maxBytes: number, leaseMs: number, local: string[]): Statement => ({
  name: `outbox.take.${kind}`,
  text: `with due as (
      select o.* from (values (0), (1), (2), (3)) p(priority) cross join lateral (
        select id, priority, wake_at, octet_length(records) as size from outbox
        where priority = p.priority and wake_at <= now() and ${CONDITION[kind]}
        order by wake_at limit $1::int for update skip locked) o
      limit $1::int
    ), fitting as (select id, sum(size) over (order by priority, wake_at, id) - size as before from due)
    update outbox o set wake_at = now() + $3::int * interval '1 ms', tries = least(tries + 1, 10000)
    from fitting f where o.id = f.id and f.before < $2::int
    returning o.id, o.destination, o.priority, o.tries, o.records`,
  values: kind === 'kafka' ? [max, maxBytes, leaseMs] : [max, maxBytes, leaseMs, local],
});

/** In how many milliseconds the next row wakes; null for none. */
export const nextWake = (kind: Kind, local: string[]): Statement => ({
  name: `outbox.next.${kind}`,
  text: `select extract(epoch from min(o.wake_at) - clock_timestamp())::float8 * 1000 as ms
    from (values (0), (1), (2), (3)) p(priority) cross join lateral (
      select wake_at from outbox
      where priority = p.priority and ${CONDITION[kind].replace('$4', '$1')} order by wake_at limit 1) o`,
  values: kind === 'kafka' ? [] : [local],
});
