import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds those whose time is over without a look at the open ones. */
export class ClosedDeadLetters1766220000000 implements MigrationInterface {
  readonly name = 'ClosedDeadLetters1766220000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index dead_letters_closed on dead_letters (coalesce(closed_at, resolved_at)) where state <> 'open'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index dead_letters_closed');
  }
}
