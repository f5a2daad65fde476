import { outboxTable } from '#libs/messaging';

/**
 * SQL for a channel app's migration: the ledger with its default partition, attempts, dead letters and the outbox. Run it as
 * one query. Days are kept ahead by the PartitionKeeper that deliveryModule starts.
 *
 * `ledger.state` and `attempts.event` are numbers of `ledger-state.ts`. The ledger is updated in place (no index but the key, and the
 * pages of its days half empty at first), so that a claim and its settlement stay on one page.
 */
export const deliveryTables = (): string => `
  create table ledger (
    delivery_id uuid primary key,
    notification_id uuid not null,
    tenant_id text not null,
    state smallint not null,
    attempt smallint not null,
    claims smallint not null,
    seq integer not null,
    checks smallint not null default 0,
    owner uuid,
    lease_until timestamptz,
    claimed_at timestamptz,
    provider text,
    provider_message_id text,
    updated_at timestamptz not null default now()
  ) partition by range (delivery_id);
  create table ledger_default partition of ledger default with (fillfactor = 70);
  create table attempts (
    attempt_id uuid primary key,
    delivery_id uuid not null,
    tenant_id text not null,
    attempt smallint not null,
    claim smallint not null,
    event text not null,
    code text,
    provider text,
    provider_message_id text,
    at timestamptz not null default now()
  ) partition by range (attempt_id);
  create table attempts_default partition of attempts default;
  create index attempts_delivery on attempts (delivery_id);
  create table dead_letters (
    dead_letter_id uuid primary key,
    delivery_id uuid not null,
    tenant_id text not null,
    notification_id uuid not null,
    reason text not null,
    record json not null,
    at timestamptz not null default now(),
    resolved_at timestamptz
  );
  create index dead_letters_tenant on dead_letters (tenant_id, dead_letter_id);
  create index dead_letters_delivery on dead_letters (delivery_id);
  ${outboxTable()}`;
