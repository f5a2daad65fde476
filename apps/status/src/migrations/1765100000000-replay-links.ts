import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In whose place a delivery goes: rows of their own, so that the many that replace nobody pay nothing for it. */
export class ReplayLinks1765100000000 implements MigrationInterface {
  readonly name = 'ReplayLinks1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table replay_links (
        delivery_id uuid primary key,
        tenant_id text not null,
        replay_of uuid not null
      ) partition by range (delivery_id);
      create table replay_links_default partition of replay_links default;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table replay_links');
  }
}
