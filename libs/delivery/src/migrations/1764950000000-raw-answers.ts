import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a provider said of an attempt that failed, and by which of its accounts it was made. */
export class RawAnswers1764950000000 implements MigrationInterface {
  readonly name = 'RawAnswers1764950000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attempts add column detail text, add column account text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table attempts drop column detail, drop column account');
  }
}
