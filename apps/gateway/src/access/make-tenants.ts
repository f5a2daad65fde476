import type { Outbox, OutboxRowInput, Staged } from '#libs/messaging';
import type { Transaction } from '#libs/persistence';
import { insertTenant } from './tenants.statements.js';

/** The row's destination, without `local:`. */
export const NEW_TENANT = 'new-tenant';

/**
 * Makes those that are not there yet. They will send from numbers of the deployment, to which people have said STOP before: a row of
 * the same transaction stays until that is known of them.
 */
export async function makeTenants(
  tx: Transaction,
  outbox: Pick<Outbox, 'stage'>,
  tenants: readonly string[],
): Promise<Staged> {
  const made = await Promise.all(
    tenants.map((tenant) => tx.query<{ tenant_id: string }>(insertTenant(tenant, tenant))),
  );
  return outbox.stage(tx, rowsFor(made.flat().map(({ tenant_id }) => tenant_id)));
}

const rowsFor = (tenants: readonly string[]): OutboxRowInput[] =>
  tenants.length === 0
    ? []
    : [
        {
          destination: `local:${NEW_TENANT}`,
          priority: 'high',
          records: tenants.map((tenant) => ({ key: null, value: tenant })),
        },
      ];
