import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to be otherwise with each letter of a replay (sealed as it is with one letter), and how many do not do with it. */
export class EditedReplays1766210000000 implements MigrationInterface {
  readonly name = 'EditedReplays1766210000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table replays add column edit json, add column skipped integer not null default 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table replays drop column edit, drop column skipped');
  }
}
