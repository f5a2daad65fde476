import type { MigrationInterface, QueryRunner } from 'typeorm';
import { outboxTable } from '#libs/messaging';

/**
 * Endpoints that producers want to be told at, and what they were told. An event's id follows from the subscription, the delivery and the
 * status it tells of, so that the key of its row keeps it from being told twice. Events are partitioned as deliveries are, and forgotten
 * sooner.
 */
export class EventSubscriptions1765150000000 implements MigrationInterface {
  readonly name = 'EventSubscriptions1765150000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event_subscriptions (
        id uuid primary key,
        tenant_id text not null,
        endpoint text not null,
        filter json not null,
        description text,
        enabled boolean not null,
        previous_secret_until timestamptz,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create index event_subscriptions_tenant on event_subscriptions (tenant_id, id);
      create table subscription_events (
        id uuid primary key,
        subscription_id uuid not null,
        tenant_id text not null,
        notification_id uuid,
        delivery_id uuid,
        status text not null,
        critical boolean not null,
        at timestamptz not null,
        body text not null,
        replay_of uuid,
        created_at timestamptz not null default now()
      ) partition by range (id);
      create table subscription_events_default partition of subscription_events default;
      create index subscription_events_of on subscription_events (subscription_id, id);
      ${outboxTable()}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outbox, subscription_events, event_subscriptions');
  }
}
