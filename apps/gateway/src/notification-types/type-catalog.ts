import type { NotificationType } from '#libs/contracts';
import { grouped, type Database } from '#libs/persistence';
import { findTypes } from './notification-types.statements.js';

export type Types = ReadonlyMap<string, NotificationType>;

const FRESH_MS = 10_000;
const MAX_CACHED = 10_000;

/** The types of a tenant, read again every few seconds, and when they have changed. */
export class TypeCatalog {
  private cached = new Map<string, { readonly types: Types; readonly until: number }>();
  private readonly load: (tenantId: string) => Promise<Types>;
  /** Moves when something is forgotten: what was being read then may be what was before. */
  private age = 0;

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

  /** Of one tenant, or of all. */
  forget(tenantId?: string): void {
    this.age += 1;
    if (tenantId === undefined) this.cached.clear();
    else this.cached.delete(tenantId);
  }

  private async refresh(tenantId: string): Promise<Types> {
    const { age } = this;
    const types = await this.load(tenantId);
    if (age !== this.age) return types;
    if (this.cached.size >= MAX_CACHED) this.cached = new Map();
    this.cached.set(tenantId, { types, until: this.now() + FRESH_MS });
    return types;
  }
}
