/** Stores a tenant, an API key and the types at the start: `node dist/apps/gateway/src/seed.js`. Safe to repeat. */
import { z } from 'zod';
import { postgresEnv, readConfig } from '#libs/config';
import { TYPES_AT_THE_START } from '#libs/contracts';
import { Emitter, Outbox } from '#libs/messaging';
import { Database, migrate } from '#libs/persistence';
import { adminKey } from './api-keys/admin-key.js';
import { makeTenants } from './access/make-tenants.js';
import { insertApiKey } from './api-keys/api-keys.statements.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { insertType } from './notification-types/notification-types.statements.js';

const config = readConfig(
  z.object({
    ...postgresEnv,
    SEED_TENANT: z.string().regex(/^[a-z0-9_-]{1,64}$/, 'must be a–z, 0–9, - and _'),
    SEED_API_KEY: z.string().min(16),
  }),
);

await migrate(config.DATABASE_URL, SCHEMA, MIGRATIONS);
const db = Database.connect(config.DATABASE_URL, { schema: SCHEMA, name: 'gateway-seed', max: 1 });
try {
  // Its rows are for a gateway to handle: nothing is emitted here.
  const outbox = new Outbox(db, new Emitter({ brokers: [], app: 'gateway-seed' }));
  await db.transaction(async (tx) => {
    await makeTenants(tx, outbox, [config.SEED_TENANT]);
    tx.enqueue(insertApiKey(adminKey(config.SEED_TENANT, 'seeded', config.SEED_API_KEY)));
    for (const type of TYPES_AT_THE_START) tx.enqueue(insertType(config.SEED_TENANT, type));
  });
} finally {
  await db.close();
}
console.log(JSON.stringify({ tenant: config.SEED_TENANT, api_key: config.SEED_API_KEY }));
