import type { StatusEvent } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { Database, ensurePartitions, migrate } from '#libs/persistence';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { migrations } from '../../../apps/status/src/migrations/index.js';

export interface StatusStore {
  readonly db: Database;
  drop(): Promise<void>;
}

export const statusTables = (): Promise<TestDatabase> =>
  testDatabase({ migrate: (url, schema) => migrate(url, schema, migrations) });

/** The status app's tables in a schema of their own. */
export async function statusStore(): Promise<StatusStore> {
  const tables = await statusTables();
  const { url, schema } = tables;
  const db = Database.connect(url, { schema, name: 'test' });
  await ensurePartitions(db, 'deliveries', { days: 1, storage: 'fillfactor=60' });
  await ensurePartitions(db, 'history', { days: 1 });
  return { db, drop: () => db.close().then(() => tables.drop()) };
}

export const anEvent = (over: Partial<StatusEvent> = {}): StatusEvent => ({
  v: 1,
  event_id: uuidv7(),
  kind: 'accepted',
  notification_id: uuidv7(),
  delivery_id: uuidv7(),
  tenant_id: 'acme',
  channel: 'email',
  priority: 'medium',
  attempt: 0,
  seq: 0,
  at: new Date().toISOString(),
  ...over,
});
