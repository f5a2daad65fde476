import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Addresses that must not be used any more, by keyed hash. A user's row has the hashes of its own, so that a look-up joins
 * them, and a suppression finds the users whom it is about.
 */
export class Suppressions1764500000000 implements MigrationInterface {
  readonly name = 'Suppressions1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table users add column email_hash text, add column phone_hash text;
      create index users_email on users (tenant_id, email_hash) where email_hash is not null;
      create index users_phone on users (tenant_id, phone_hash) where phone_hash is not null;
      create table suppressions (
        tenant_id text not null,
        channel text not null,
        address_hash text not null,
        id uuid not null,
        reason text not null,
        source text not null,
        sealed_note text,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        primary key (tenant_id, channel, address_hash)
      );
      create unique index suppressions_id on suppressions (tenant_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table suppressions; alter table users drop column email_hash, drop column phone_hash');
  }
}
