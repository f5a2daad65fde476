import type { NotificationType } from '#libs/contracts';
import { grouped, type Database } from '#libs/persistence';
import { findTypes } from './notification-types.statements.js';

export type Types = ReadonlyMap<string, NotificationType>;

const FRESH_MS = 10_000;
const MAX_CACHED = 10_000;

/** The types of a tenant, read again every few seconds. */
export class TypeCatalog {
  private cached = new Map<string, { readonly types: Types; readonly until: number }>();
  private readonly load: (tenantId: string) => Promise<Types>;

  constructor(
    db: Database,
    private readonly now: () => number = Date.now,
  ) {
    this.load = grouped(async (tenants: string[]) => {
      const rows = await db.query<{ tenant_id: string; definition: NotificationType }>(findTypes(tenants));
      return tenants.map(
        (tenant) =>
          new Map(
            rows.filter((row) => row.tenant_id === tenant).map(({ definition }) => [definition.name, definition]),
          ),
      );
    });
  }

  /** At once, without a promise, where it can. */
  of(tenantId: string): Types | Promise<Types> {
    const known = this.cached.get(tenantId);
    return known && known.until > this.now() ? known.types : this.refresh(tenantId);
  }

  private async refresh(tenantId: string): Promise<Types> {
    const types = await this.load(tenantId);
    if (this.cached.size >= MAX_CACHED) this.cached = new Map();
    this.cached.set(tenantId, { types, until: this.now() + FRESH_MS });
    return types;
  }
}
