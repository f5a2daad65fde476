import type { MigrationInterface, QueryRunner } from 'typeorm';
import { outboxTable } from '#libs/messaging';

/**
 * All that a look-up needs lies in one row, so that a thousand users are a thousand index probes and not three thousand.
 * `sealed` holds whatever leads to the person: contact points, devices, webhook endpoints. Versions come from a sequence,
 * so that a user who is deleted and comes back never gets an old version again.
 */
export class Users1763700000000 implements MigrationInterface {
  readonly name = 'Users1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence versions;
      create table users (
        tenant_id text not null,
        user_id text not null,
        version bigint not null default nextval('versions'),
        sealed text,
        preferences json,
        locale text,
        time_zone text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (tenant_id, user_id)
      );
      create table device_tokens (
        tenant_id text not null,
        token_hash text not null,
        user_id text not null,
        primary key (tenant_id, token_hash)
      );
      create index device_tokens_user on device_tokens (tenant_id, user_id);
    `);
    await runner.query(outboxTable());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outbox; drop table device_tokens; drop table users; drop sequence versions');
  }
}
