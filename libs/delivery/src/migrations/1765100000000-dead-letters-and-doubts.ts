import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What operators look for and do: dead letters with all that they are found by, replays of many, and doubts. What is in doubt has a
 * row of its own beside the ledger, which is the truth: an index over the ledger would take from its updates that they stay in
 * their page.
 */
export class DeadLettersAndDoubts1765100000000 implements MigrationInterface {
  readonly name = 'DeadLettersAndDoubts1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table dead_letters
        add column notification_type text generated always as (record->>'notification_type') stored,
        add column priority text generated always as (record->>'priority') stored,
        add column user_id text generated always as (record->>'user_id') stored,
        add column provider text,
        add column attempt smallint not null default 0,
        add column claims smallint not null default 0,
        add column last_attempt_at timestamptz,
        add column state text not null default 'open',
        add column replayed_as uuid[] not null default '{}',
        add column closed_at timestamptz,
        add column closed_by text,
        add column note text;
      update dead_letters set state = 'resolved' where resolved_at is not null;
      create index dead_letters_open on dead_letters (tenant_id, dead_letter_id) where state = 'open';
      create table replays (
        replay_id uuid primary key,
        tenant_id text not null,
        filter json not null,
        rate integer not null,
        state text not null default 'running',
        step integer not null default 0,
        last_id uuid not null,
        until_id uuid not null,
        matched integer not null,
        replayed integer not null default 0,
        started_by text not null,
        started_at timestamptz not null default now(),
        finished_at timestamptz
      );
      create index replays_tenant on replays (tenant_id, replay_id);
      create table doubts (
        delivery_id uuid primary key,
        tenant_id text not null,
        record json not null,
        since timestamptz not null default now()
      );
      create index doubts_tenant on doubts (tenant_id, delivery_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table doubts, replays;
      drop index dead_letters_open;
      alter table dead_letters drop column notification_type, drop column priority, drop column user_id,
        drop column provider, drop column attempt, drop column claims, drop column last_attempt_at, drop column state,
        drop column replayed_as, drop column closed_at, drop column closed_by, drop column note;
    `);
  }
}
