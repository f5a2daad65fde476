import { apiKeyHash } from '#libs/auth';
import { uuidv7 } from '#libs/kernel';
import { Database, migrate } from '#libs/persistence';
import { testDatabase } from '#libs/testing';
import { LocalKeys, Vault } from '#libs/vault';
import { SCOPES } from '#libs/contracts';
import { ApiClients } from '../../../apps/gateway/src/access/api-clients.js';
import { MIGRATIONS } from '../../../apps/gateway/src/migrations/index.js';

describe('migrations of the gateway', () => {
  it('let keys that were there go on working, and those that were revoked stay so', async () => {
    const database = await testDatabase({
      migrate: (url, schema) => migrate(url, schema, MIGRATIONS.slice(0, 2)),
    });
    const [good, gone] = [uuidv7(), uuidv7()];
    await database.query(`insert into tenants (tenant_id, name) values ('acme', 'acme')`);
    await database.query(
      `insert into api_clients (client_id, tenant_id, name, key_hash, revoked_at)
        values ($1, 'acme', 'good', $2, null), ($3, 'acme', 'gone', $4, now())`,
      [good, apiKeyHash('ck_good'), gone, apiKeyHash('ck_gone')],
    );
    await migrate(database.url, database.schema, MIGRATIONS);
    const db = Database.connect(database.url, { schema: database.schema, name: 'test', max: 1 });
    const clients = new ApiClients(db, new Vault(new LocalKeys([])));
    expect(await clients.authenticate('ck_good', '192.0.2.1')).toEqual({
      client: { client_id: good, key_id: good, tenant_id: 'acme', name: 'good', scopes: SCOPES },
    });
    expect(await clients.authenticate('ck_gone', '192.0.2.1')).toMatchObject({ refused: 'revoked_key' });
    await db.close();
    await database.drop();
  });
});
