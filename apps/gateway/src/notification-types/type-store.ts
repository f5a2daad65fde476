import { Inject, Injectable } from '@nestjs/common';
import type { NotificationType } from '#libs/contracts';
import { problems, type Problem } from '#libs/http';
import { Database, type Queryable } from '#libs/persistence';
import { auditRow, type Actor } from '../audit/audit.statements.js';
import { Changes } from '../changes/changes.js';
import { hintFor } from './near-names.js';
import { deleteType, findTypes, putType } from './notification-types.statements.js';
import { typePut } from './type-put.js';

type ManagedBy = 'api' | 'file';
export type StoredType = NotificationType & { readonly managed_by: ManagedBy };

interface TypeRow {
  readonly definition: NotificationType;
  readonly managed_by: ManagedBy;
}

/** The types of a tenant as they are stored: for those who change them. Who sends asks the catalog. */
@Injectable()
export class TypeStore {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Changes) private readonly changes: Changes,
  ) {}

  async list(tenantId: string, db: Queryable = this.db): Promise<StoredType[]> {
    const rows = await db.query<TypeRow>(findTypes([tenantId]));
    return rows.map(({ definition, managed_by }) => ({ ...definition, managed_by }));
  }

  async find(tenantId: string, name: string, db: Queryable = this.db): Promise<StoredType> {
    const types = await this.list(tenantId, db);
    const found = types.find((type) => type.name === name);
    if (!found) throw noSuchType(name, types);
    return found;
  }

  async put(actor: Actor, type: NotificationType): Promise<{ type: StoredType; created: boolean }> {
    const { created } = await this.changes.make({ what: 'types', id: actor.tenant_id }, async (tx) => {
      const [row] = await tx.query<{ created: boolean }>(putType(actor.tenant_id, type));
      if (!row) throw managedByFile();
      tx.enqueue(auditRow(actor, typePut(type, { created: row.created })));
      return row;
    });
    return { type: { ...type, managed_by: 'api' }, created };
  }

  /** What is under way of it goes on: each notification carries what it needs of its type. */
  async remove(actor: Actor, name: string): Promise<void> {
    const tenantId = actor.tenant_id;
    // A name in a path may be anything, and Postgres fails at some of it: it is asked for those that are there only.
    await this.find(tenantId, name);
    await this.changes.make({ what: 'types', id: tenantId }, async (tx) => {
      const [gone] = await tx.query(deleteType(tenantId, name));
      if (!gone) {
        await this.find(tenantId, name, tx);
        throw managedByFile();
      }
      tx.enqueue(auditRow(actor, { action: 'deleteNotificationType', target: name }));
    });
  }
}

const noSuchType = (name: string, types: readonly StoredType[]): Problem =>
  problems.notFound(
    `There is no such type; ${hintFor(
      name,
      types.map((type) => type.name),
    )}`,
  );

const managedByFile = (): Problem =>
  problems.conflict(
    'managed_by_file',
    'This type is managed by a file',
    'It is changed in the file of TYPES_FILE, which is read when the gateway starts',
  );
