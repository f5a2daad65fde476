import type { MigrationInterface, QueryRunner } from 'typeorm';
import { deliveryTables } from '#libs/delivery';

/**
 * The ledger and the outbox of every channel app, and the inbox. An item's id is that of its delivery. Users are kept as
 * the hash of tenant and user id, since ids may be addresses; content is sealed.
 */
export class Inbox1763700000000 implements MigrationInterface {
  readonly name = 'Inbox1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${deliveryTables()}
      create table inbox_items (
        id uuid primary key,
        notification_id uuid not null,
        tenant_id text not null,
        user_key text not null,
        notification_type text not null,
        priority text not null,
        attempt smallint not null,
        content text not null,
        created_at timestamptz not null,
        read_at timestamptz
      ) partition by range (id);
      create index inbox_items_user on inbox_items (user_key, id);
      create index inbox_items_unread on inbox_items (user_key) where read_at is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table inbox_items, dead_letters, attempts, ledger, outbox');
  }
}
