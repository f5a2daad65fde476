import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an account was made of, where that was asked for with an idempotency key: told again, it is the same account. */
export class AccountRequests1766100100000 implements MigrationInterface {
  readonly name = 'AccountRequests1766100100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table provider_accounts add column made_of text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table provider_accounts drop column made_of');
  }
}
