import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Messages that said STOP or START, by the provider's name of them alone. Kept for good: not every provider signs the time of a
 * message, so that a START told again a year later would take back a STOP that came after it.
 */
export class InboundWords1765400000000 implements MigrationInterface {
  readonly name = 'InboundWords1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table inbound_words (
        provider text not null,
        message_id text not null,
        first_at timestamptz not null default now(),
        primary key (provider, message_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table inbound_words');
  }
}
