import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a suppression was last said, and when it was taken back: a row that was lifted stays, so that what was said before and is
 * told again, or late, does not bring it back. A release that does not know the column takes it for in force.
 */
export class LastWords1765400000000 implements MigrationInterface {
  readonly name = 'LastWords1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table suppressions add column said_at timestamptz not null default now(), add column lifted_at timestamptz;
      update suppressions set said_at = created_at;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from suppressions where lifted_at is not null;
      alter table suppressions drop column said_at, drop column lifted_at;
    `);
  }
}
