/**
 * SQL for a migration: the outbox of an app, in the schema of the search path. Run it as one query.
 *
 * Rows live for milliseconds, so the table is all churn: it is vacuumed early and at full speed, and its records are not
 * compressed. `wake_at` is when a relay may take the row: its due time, or the end of the lease of who works on it.
 */
export function outboxTable(): string {
  return `
    create table outbox (
      id uuid primary key,
      destination text not null,
      priority smallint not null,
      due_at timestamptz not null,
      wake_at timestamptz not null,
      tries smallint not null default 0,
      records bytea not null
    ) with (
      autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
      autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000,
      toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 10000,
      toast.autovacuum_vacuum_cost_delay = 0
    );
    alter table outbox alter column records set storage external;
    create index outbox_wake on outbox (priority, wake_at) where destination not like 'local:%';
    create index outbox_wake_local on outbox (priority, wake_at) where destination like 'local:%';`;
}
