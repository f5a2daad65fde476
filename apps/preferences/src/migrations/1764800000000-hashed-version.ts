import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The version of a row that its hashes were made with. An older release changes the addresses, and with them the version, but no
 * hash: whatever of its rows is not of that version is hashed again. No index: its condition would move with every change.
 */
export class HashedVersion1764800000000 implements MigrationInterface {
  readonly name = 'HashedVersion1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users add column hashed_version bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table users drop column hashed_version');
  }
}
