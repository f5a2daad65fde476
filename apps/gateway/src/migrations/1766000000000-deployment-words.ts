import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last word of each person who wrote STOP or START to a number of the deployment: it holds for tenants that are yet to be made.
 * Found by a keyed hash of the platform's; the address itself, sealed, is kept for as long as the word is STOP, since each tenant
 * knows it by a hash of its own.
 */
export class DeploymentWords1766000000000 implements MigrationInterface {
  readonly name = 'DeploymentWords1766000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table deployment_words (
        channel text not null,
        address_hash text not null,
        sealed_address text,
        source text not null,
        said_at timestamptz not null,
        primary key (channel, address_hash)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table deployment_words');
  }
}
