import type { MigrationInterface, QueryRunner } from 'typeorm';
import { heldRowsByTime } from '#libs/messaging';

/** What is held is called back in the order of its times, some at a time. */
export class RecalledRows1766100000000 implements MigrationInterface {
  readonly name = 'RecalledRows1766100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(heldRowsByTime());
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index outbox_held on outbox (held_by) where held_by is not null;
      drop index outbox_held_by_time`);
  }
}
