import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people search by beside the time: a user, and what a producer wrote into the metadata. The index by user has none of the
 * columns that events change, so that updates stay in their page as before. Metadata are found by rows of their own, one for each
 * entry of a notification that has any: who sends none pays nothing.
 */
export class Search1764400000000 implements MigrationInterface {
  readonly name = 'Search1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index deliveries_user on deliveries (tenant_id, user_id, notification_id) where user_id is not null;
      create table labels (
        label text collate "C" not null,
        notification_id uuid not null,
        primary key (label, notification_id)
      ) partition by range (notification_id);
      create table labels_default partition of labels default;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table labels; drop index deliveries_user');
  }
}
