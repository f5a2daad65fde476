import type { Statement } from '#libs/persistence';

export const findTenants = (tenants: readonly string[]): Statement => ({
  name: 'tenants.find',
  text: 'select tenant_id from tenants where tenant_id = any($1::text[])',
  values: [tenants],
});

/** Answers whether it was not there: those who come after it are told what was said before, see make-tenants.ts. */
export const insertTenant = (tenantId: string, name: string): Statement => ({
  name: 'tenants.insert',
  text: 'insert into tenants (tenant_id, name) values ($1, $2) on conflict do nothing returning tenant_id',
  values: [tenantId, name],
});

export const pageOfTenants = (after: string, limit: number): Statement => ({
  name: 'tenants.page',
  text: 'select tenant_id from tenants where tenant_id > $1 order by tenant_id limit $2',
  values: [after, limit],
});
