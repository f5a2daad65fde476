import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may change a type: the API, or a file that is read at start. */
export class TypesByFile1764400000000 implements MigrationInterface {
  readonly name = 'TypesByFile1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table notification_types add column managed_by text not null default 'api'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table notification_types drop column managed_by');
  }
}
