import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Endpoints that have done nothing but fail since some time, and those that are disabled for it. One that is well has no row. */
export class EndpointHealth1765160000000 implements MigrationInterface {
  readonly name = 'EndpointHealth1765160000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table endpoint_health (
        tenant_id text not null,
        endpoint_id text not null,
        failing_since timestamptz not null default now(),
        disabled_at timestamptz,
        disabled_reason text,
        primary key (tenant_id, endpoint_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table endpoint_health');
  }
}
