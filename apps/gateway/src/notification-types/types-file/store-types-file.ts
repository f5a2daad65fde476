import { readFile } from 'node:fs/promises';
import { announce } from '#libs/changes';
import type { NotificationType } from '#libs/contracts';
import type { Outbox, Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import { lock, type Database } from '#libs/persistence';
import { makeTenants } from '../../access/make-tenants.js';
import { auditRow, type Actor } from '../../audit/audit.statements.js';
import { putFiledTypes, releaseTypes } from '../notification-types.statements.js';
import { typePut, typeReleased } from '../type-put.js';
import { readTypesFile } from './read-types-file.js';

const log = logger('types-file');

export interface TypesFile {
  readonly TYPES_FILE?: string | undefined;
  readonly SEED_TENANT?: string | undefined;
}

/**
 * Stores what the file says, all or nothing; gateways that start together do it one after the other. The file is the whole truth
 * about what files manage: a type that it does not name any more stays, and is the API's from now on.
 */
export async function storeTypesFile(
  db: Database,
  outbox: Outbox,
  { TYPES_FILE: file, SEED_TENANT: seeded }: TypesFile,
): Promise<void> {
  const filed = file === undefined ? [] : readTypesFile(file, await readFile(file, 'utf8'), seeded);
  const tenants = [...new Set(filed.map(({ tenantId }) => tenantId))].sort();
  let staged: Staged | undefined;
  await db.transaction(async (tx) => {
    await lock(tx, `${db.schema}.types-file`);
    staged = await makeTenants(tx, outbox, tenants);
    const [released, put] = await Promise.all([
      tx.query<{ tenant_id: string; name: string }>(releaseTypes(filed)),
      tx.query<{ tenant_id: string; definition: NotificationType }>(putFiledTypes(filed)),
    ]);
    for (const { tenant_id, name } of released) tx.enqueue(auditRow(byFile(tenant_id), typeReleased(name)));
    for (const { tenant_id, definition } of put)
      tx.enqueue(auditRow(byFile(tenant_id), typePut(definition, { managed_by: 'file' })));
    const changed = new Set([...released, ...put].map(({ tenant_id }) => tenant_id));
    for (const id of changed) tx.enqueue(announce({ what: 'types', id }));
  });
  if (staged) outbox.release(staged);
  if (filed.length > 0) log.info({ types: filed.length, tenants: tenants.length }, 'types stored from a file');
}

const byFile = (tenant_id: string): Actor => ({ tenant_id, client_id: 'file' });
