import { FreshValues } from '#libs/changes';
import type { NotificationType } from '#libs/contracts';
import type { Database } from '#libs/persistence';
import { findTypes } from './notification-types.statements.js';

export type Types = ReadonlyMap<string, NotificationType>;

/** The types of a tenant, by their names. */
export class TypeCatalog extends FreshValues<Types> {
  constructor(db: Database, now?: () => number) {
    super(async (tenants) => {
      const rows = await db.query<{ tenant_id: string; definition: NotificationType }>(findTypes(tenants));
      return tenants.map(
        (tenant) =>
          new Map(
            rows.filter((row) => row.tenant_id === tenant).map(({ definition }) => [definition.name, definition]),
          ),
      );
    }, now);
  }
}
