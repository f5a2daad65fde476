import type { Statement } from '#libs/persistence';

export const findClients = (hashes: readonly string[]): Statement => ({
  name: 'api-clients.find',
  text: `select client_id, tenant_id, name, key_hash from api_clients
    where key_hash = any($1::text[]) and revoked_at is null`,
  values: [hashes],
});

export const findTenants = (tenants: readonly string[]): Statement => ({
  name: 'tenants.find',
  text: 'select tenant_id from tenants where tenant_id = any($1::text[])',
  values: [tenants],
});

export const insertTenant = (tenantId: string, name: string): Statement => ({
  name: 'tenants.insert',
  text: 'insert into tenants (tenant_id, name) values ($1, $2) on conflict do nothing',
  values: [tenantId, name],
});

export const insertClient = (clientId: string, tenantId: string, name: string, keyHash: string): Statement => ({
  name: 'api-clients.insert',
  text: `insert into api_clients (client_id, tenant_id, name, key_hash) values ($1, $2, $3, $4)
    on conflict (key_hash) do nothing`,
  values: [clientId, tenantId, name, keyHash],
});
