/** SQL for a migration: the outbox of the app, in its schema. Statements are separated by semicolons; run them as one query. */
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
      autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
      autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
      autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000,
      autovacuum_vacuum_cost_delay = 0, toast.autovacuum_vacuum_scale_factor = 0,
      toast.autovacuum_vacuum_threshold = 10000, toast.autovacuum_vacuum_cost_delay = 0
    );
    alter table outbox alter column records set storage external;
    create index outbox_wake on outbox (priority, wake_at);`;
}
