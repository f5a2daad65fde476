import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of a client, which stays the same when they are rotated. Those that were there could do everything, and still can. */
export class ApiKeys1764100000000 implements MigrationInterface {
  readonly name = 'ApiKeys1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_keys (
        key_id uuid primary key,
        client_id uuid not null,
        tenant_id text not null references tenants,
        name text not null,
        prefix text not null,
        key_hash text not null unique,
        -- Of a role its scopes follow as it is understood at the time; then there are none here.
        role text,
        scopes text[] not null default '{}',
        mode text not null default 'live' check (mode in ('live', 'test')),
        allowed_addresses text[] not null default '{}',
        redirect text,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz
      );
      create index api_keys_tenant on api_keys (tenant_id, key_id);
      insert into api_keys (key_id, client_id, tenant_id, name, prefix, key_hash, role, created_at, revoked_at)
        select client_id, client_id, tenant_id, name, 'ck_…', key_hash, 'admin', created_at, revoked_at
        from api_clients;
      drop table api_clients;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_clients (
        client_id uuid primary key,
        tenant_id text not null references tenants,
        name text not null,
        key_hash text not null unique,
        created_at timestamptz not null default now(),
        revoked_at timestamptz
      );
      -- What is less than a live key of an admin would be more without its limits.
      insert into api_clients (client_id, tenant_id, name, key_hash, created_at, revoked_at)
        select key_id, tenant_id, name, key_hash, created_at,
          case when role = 'admin' and mode = 'live' and allowed_addresses = '{}' and expires_at is null
            then revoked_at else coalesce(revoked_at, now()) end
        from api_keys;
      drop table api_keys;
    `);
  }
}
