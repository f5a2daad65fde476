import { randomBytes } from 'node:crypto';
import { Database, ensurePartitions, migrate } from '#libs/persistence';
import { uuidv7 } from '#libs/kernel';
import type { StatusEvent } from '#libs/contracts';
import { migrations } from '../../../apps/status/src/migrations/index.js';

export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: medium tests need real services`);
  return value;
}

export const freshName = (prefix: string): string =>
  `${prefix}_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;

/** The status app's tables in a schema of their own. */
export async function statusDatabase(): Promise<Database> {
  const url = requireEnv('TEST_DATABASE_URL');
  const schema = freshName('status');
  await migrate(url, schema, migrations);
  const db = Database.connect(url, { schema, name: 'test' });
  await ensurePartitions(db, 'deliveries', { days: 1, storage: 'fillfactor=70' });
  await ensurePartitions(db, 'history', { days: 1 });
  return db;
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
