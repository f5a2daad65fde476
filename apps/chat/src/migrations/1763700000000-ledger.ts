import type { MigrationInterface, QueryRunner } from 'typeorm';
import { deliveryTables } from '#libs/delivery';

/** Of the time of the other channels' first tables: what all of them got since comes after it. */
export class Ledger1763700000000 implements MigrationInterface {
  readonly name = 'Ledger1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(deliveryTables());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table ledger, attempts, dead_letters, outbox');
  }
}
