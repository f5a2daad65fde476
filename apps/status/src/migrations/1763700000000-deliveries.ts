import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `deliveries` has as few indexes as it can, since every event updates a row: ids are UUIDv7, so the index by tenant and
 * notification finds one notification and pages through all of them by time. The free space in the pages lets most
 * updates stay in their page without touching any index. The history is keyed by delivery first: one index tells an
 * event that came twice and reads a timeline.
 */
export class Deliveries1763700000000 implements MigrationInterface {
  readonly name = 'Deliveries1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table deliveries (
        id uuid primary key,
        notification_id uuid not null,
        tenant_id text not null,
        channel text not null,
        priority text not null,
        user_id text,
        notification_type text,
        metadata json,
        accepted_at timestamptz,
        updated_at timestamptz not null,
        due_at timestamptz,
        reason text,
        seen integer not null,
        sent integer not null,
        failed integer not null,
        progress_seq integer not null,
        progress smallint not null,
        version integer not null,
        status text not null
      ) partition by range (id);
      create index deliveries_tenant on deliveries (tenant_id, notification_id);
      create table history (
        delivery_id uuid not null,
        event_id uuid not null,
        tenant_id text not null,
        kind text not null,
        attempt integer not null,
        seq integer not null,
        at timestamptz not null,
        claimed_at timestamptz,
        due_at timestamptz,
        reason text,
        provider text,
        provider_message_id text,
        detail text,
        primary key (delivery_id, event_id)
      ) partition by range (delivery_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table history; drop table deliveries');
  }
}
