import { readFile } from 'node:fs/promises';
import { logger } from '#libs/observability';
import { lock, type Database } from '#libs/persistence';
import { insertTenant } from '../../access/tenants.statements.js';
import { putFiledTypes, releaseTypes } from '../notification-types.statements.js';
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
  { TYPES_FILE: file, SEED_TENANT: seeded }: TypesFile,
): Promise<void> {
  const filed = file === undefined ? [] : readTypesFile(file, await readFile(file, 'utf8'), seeded);
  const tenants = [...new Set(filed.map(({ tenantId }) => tenantId))].sort();
  await db.transaction(async (tx) => {
    await lock(tx, `${db.schema}.types-file`);
    for (const tenant of tenants) tx.enqueue(insertTenant(tenant, tenant));
    tx.enqueue(releaseTypes(filed));
    if (filed.length > 0) tx.enqueue(putFiledTypes(filed));
  });
  if (filed.length > 0) log.info({ types: filed.length, tenants: tenants.length }, 'types stored from a file');
}
