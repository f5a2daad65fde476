import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dead letters that are done with by the many. Why (`note`) is sealed, as it is with each letter. */
export class Discards1766200000000 implements MigrationInterface {
  readonly name = 'Discards1766200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table discards (
        discard_id uuid primary key,
        tenant_id text not null,
        filter json not null,
        note text not null,
        state text not null default 'running',
        step integer not null default 0,
        last_id uuid not null,
        until_id uuid not null,
        matched integer not null,
        discarded integer not null default 0,
        started_by text not null,
        started_at timestamptz not null default now(),
        finished_at timestamptz
      );
      create index discards_tenant on discards (tenant_id, discard_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table discards');
  }
}
