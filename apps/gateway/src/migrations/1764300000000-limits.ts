import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Limits1764300000000 implements MigrationInterface {
  readonly name = 'Limits1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Read whole and written whole: one document a tenant.
      create table limits (
        tenant_id text primary key references tenants,
        policy json not null,
        version integer not null default 1,
        changed_at timestamptz not null default now()
      );
      -- What a person got of a category that has a cap, in a day of their own. "cap" is what the last statement was asked for, and
      -- "taken" how much it took: so one statement can compare, count and tell.
      create table daily_counts (
        tenant_id text not null,
        person text not null,
        category text not null,
        day date not null,
        count integer not null,
        cap integer not null,
        taken integer not null,
        primary key (tenant_id, person, category, day)
      );
      create index daily_counts_day on daily_counts (day);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table daily_counts, limits');
  }
}
