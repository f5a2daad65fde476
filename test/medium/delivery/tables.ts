import { deliveryMigrations, deliveryTables } from '#libs/delivery';
import { ensurePartitions, migrate, Database } from '#libs/persistence';

class Ledger1763700000000 {
  readonly name = 'Ledger1763700000000';
  async up(runner: { query(text: string): Promise<unknown> }): Promise<void> {
    await runner.query(deliveryTables());
  }
  async down(): Promise<void> {}
}

/** The engine's tables, with the partitions of today, as a channel app has them after its start. */
export async function makeTables(url: string, schema: string): Promise<void> {
  await migrate(url, schema, [Ledger1763700000000, ...deliveryMigrations]);
  const db = Database.connect(url, { schema, name: 'tables' });
  await ensurePartitions(db, 'ledger', { storage: 'fillfactor=70' });
  await ensurePartitions(db, 'attempts');
  await db.close();
}
