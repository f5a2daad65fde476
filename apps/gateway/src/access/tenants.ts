import { grouped, type Database } from '#libs/persistence';
import { RecentMap } from '../recipients/recent-map.js';
import { findTenants } from './tenants.statements.js';

const MAX_KNOWN = 10_000;

/** Whether there is such a tenant. Tenants are not taken away, so a yes stays one. */
export class Tenants {
  private readonly known = new RecentMap<true>(MAX_KNOWN);
  private readonly find: (tenant: string) => Promise<boolean>;

  constructor(db: Database) {
    this.find = grouped(async (tenants: string[]) => {
      const rows = await db.query<{ tenant_id: string }>(findTenants([...new Set(tenants)]));
      const found = new Set(rows.map(({ tenant_id }) => tenant_id));
      return tenants.map((tenant) => found.has(tenant));
    });
  }

  async has(tenant: string): Promise<boolean> {
    if (this.known.get(tenant)) return true;
    const found = await this.find(tenant);
    if (found) this.known.set(tenant, true);
    return found;
  }
}
