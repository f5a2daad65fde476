import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditEvents1764200000000 implements MigrationInterface {
  readonly name = 'AuditEvents1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The time is in the id. A tenant is missing where nobody could say whose a bad credential was.
      create table audit_events (
        id uuid primary key,
        tenant_id text,
        actor text,
        key_id text,
        action text not null,
        outcome text not null,
        reason text,
        target text,
        details json,
        address text,
        count integer not null default 1
      ) partition by range (id);
      create table audit_events_default partition of audit_events default;
      create index audit_events_of_tenant on audit_events (tenant_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_events cascade');
  }
}
