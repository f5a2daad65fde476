import type { MigrationInterface, QueryRunner } from 'typeorm';

/** JSON of what the first attempt's settlement said, where it was plain: see find/first-settlement.ts. */
export class FirstSettlement1765200000000 implements MigrationInterface {
  readonly name = 'FirstSettlement1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table deliveries add column first_settlement text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table deliveries drop column first_settlement');
  }
}
