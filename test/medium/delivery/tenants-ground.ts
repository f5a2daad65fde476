/** What an instance of a channel's app knows of tenants, over real tables. */
import { FixedAccounts, Tenants, type TenantsParts } from '#libs/delivery';
import { Outbox, silentLog } from '#libs/messaging';
import { Database } from '#libs/persistence';
import { MemoryKafka } from './doubles.js';
import { vault } from './records.js';

export interface KnownTenants {
  readonly tenants: Tenants;
  close(): Promise<void>;
}

export async function tenantsGround(
  { url, schema }: { readonly url: string; readonly schema: string },
  over: Partial<TenantsParts> = {},
): Promise<KnownTenants> {
  const db = Database.connect(url, { schema, name: 'tenants', max: 2 });
  const outbox = new Outbox(db, new MemoryKafka());
  const own = new FixedAccounts([]);
  const parts = {
    app: 'test',
    channel: 'email' as const,
    db,
    outbox,
    vault,
    kinds: [],
    own,
    callTimeoutMs: 1_000,
    log: silentLog,
  };
  const tenants = new Tenants({ ...parts, ...over });
  await tenants.start();
  const close = async (): Promise<void> => {
    await tenants.close();
    await outbox.close();
    await db.close();
  };
  return { tenants, close };
}
