import type { MigrationInterface, QueryRunner } from 'typeorm';
import { outboxTable } from '#libs/messaging';

export class GatewaySchema1763700000000 implements MigrationInterface {
  readonly name = 'GatewaySchema1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tenants (
        tenant_id text primary key,
        name text not null,
        created_at timestamptz not null default now()
      );
      create table api_clients (
        client_id uuid primary key,
        tenant_id text not null references tenants,
        name text not null,
        key_hash text not null unique,
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      );
      create table notification_types (
        tenant_id text not null references tenants,
        name text not null,
        priority text not null,
        channels text[] not null,
        when_in_doubt text not null,
        ttl_seconds integer not null,
        primary key (tenant_id, name)
      );
      -- One row a notification, its deliveries in it: rows are what the intake costs. Nothing is searched by what is in
      -- "intent", so it is json and not jsonb. Uncompressed: what is big in it is sealed, and sealed text does not shrink.
      create table notifications (
        id uuid primary key,
        tenant_id text not null,
        state smallint not null,
        content text not null,
        intent json not null
      ) partition by range (id);
      alter table notifications alter column content set storage external, alter column intent set storage external;
      create table notifications_default partition of notifications default;
      -- Not partitioned by time: a key must be unique over all of it.
      create table idempotency_keys (
        tenant_id text not null,
        key text not null,
        body_hash text not null,
        notification_id uuid,
        answer json,
        created_at timestamptz not null default now(),
        primary key (tenant_id, key)
      );
      create index idempotency_keys_age on idempotency_keys (created_at);
      ${outboxTable()}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table outbox, idempotency_keys, notifications, notification_types, api_clients, tenants cascade',
    );
  }
}
