import type { NotificationType } from '#libs/contracts';
import { hintFor } from './near-names.js';
import { problems, type Problem } from '#libs/http';
import type { Database } from '#libs/persistence';
import { deleteType, findTypes, putType } from './notification-types.statements.js';
import type { TypeNews } from './type-news.js';

type ManagedBy = 'api' | 'file';
export type StoredType = NotificationType & { readonly managed_by: ManagedBy };

interface TypeRow {
  readonly definition: NotificationType;
  readonly managed_by: ManagedBy;
}

/** The types of a tenant as they are stored: for those who change them. Who sends asks the catalog. */
export class TypeStore {
  constructor(
    private readonly db: Database,
    private readonly news: TypeNews,
  ) {}

  async list(tenantId: string): Promise<StoredType[]> {
    const rows = await this.db.query<TypeRow>(findTypes([tenantId]));
    return rows.map(({ definition, managed_by }) => ({ ...definition, managed_by }));
  }

  async find(tenantId: string, name: string): Promise<StoredType> {
    const types = await this.list(tenantId);
    const found = types.find((type) => type.name === name);
    if (!found) throw noSuchType(name, types);
    return found;
  }

  async put(tenantId: string, type: NotificationType): Promise<{ type: StoredType; created: boolean }> {
    const [row] = await this.db.query<{ created: boolean }>(putType(tenantId, type));
    if (!row) throw managedByFile();
    await this.news.tell(tenantId);
    return { type: { ...type, managed_by: 'api' }, created: row.created };
  }

  /** What is under way of it goes on: each notification carries what it needs of its type. */
  async remove(tenantId: string, name: string): Promise<void> {
    // A name in a path may be anything, and Postgres fails at some of it: it is asked for those that are there only.
    await this.find(tenantId, name);
    const [gone] = await this.db.query(deleteType(tenantId, name));
    if (!gone) {
      await this.find(tenantId, name);
      throw managedByFile();
    }
    await this.news.tell(tenantId);
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
