/** A change of suppressions is in the audit exactly if it has happened, whoever dies in between. */
import { migrate } from '#libs/persistence';
import { RpcClient } from '#libs/rpc';
import { dependencies, freePort, testDatabase, until, type TestDatabase } from '#libs/testing';
import { operations } from '../../../apps/gateway/src/api-page/operations.js';
import type { AuditEvent } from '../../../apps/gateway/src/audit/audit.answers.js';
import { migrations } from '../../../apps/preferences/src/migrations/index.js';
import { build } from '../running/build.js';
import { MortalPreferences } from '../gateway/mortal-services.js';
import { RunningGateway, type Answer } from '../gateway/running-gateway.js';

const { redis } = dependencies({ postgres: 'real', redis: 'real' });
const MASTER_KEY = Buffer.alloc(32, 9);

describe('the audit of suppressions', () => {
  let gateway: RunningGateway;
  let preferences: MortalPreferences;
  let database: TestDatabase;
  const env: NodeJS.ProcessEnv = {};
  let addresses = 0;

  beforeAll(async () => {
    await build();
    database = await testDatabase({ migrate: (url, schema) => migrate(url, schema, migrations) });
    const [ours, theirs] = [await freePort(), await freePort()];
    Object.assign(env, {
      PORT: '0',
      RPC_PORT: `${theirs}`,
      GATEWAY_RPC: `127.0.0.1:${ours}`,
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      REDIS_URL: redis,
      TIME_FACTOR: '1',
      MASTER_KEYS: `k1:${MASTER_KEY.toString('base64')}`,
    });
    const over = { PREFERENCES_RPC: [`127.0.0.1:${theirs}`], MASTER_KEYS: [{ id: 'k1', key: MASTER_KEY }] };
    gateway = await RunningGateway.begin({ peer: undefined }, { ...over, RPC_PORT: ours });
    preferences = await MortalPreferences.begin(database.schema, env);
  }, 120_000);
  afterAll(async () => {
    await preferences.end();
    await gateway.end();
    await database.drop();
  });
  beforeEach(() => gateway.database.query('delete from audit_events'));

  const anAddress = () => ({ channel: 'email', address: `ada-${++addresses}@example.com`, note: 'asked by phone' });
  const put = (body: object = anAddress()): Promise<Answer> => gateway.ask('POST', '/v1/suppressions', { body });
  const events = async (): Promise<readonly AuditEvent[]> =>
    (await gateway.ask('GET', '/v1/audit?outcome=allowed')).body.items as AuditEvent[];
  /** Whoever died may have had the row already: then it is another's when the lease runs out. */
  const told = (n = 1, timeoutMs = 25_000) =>
    until(
      async () => {
        const found = await events();
        return found.length >= n ? found : undefined;
      },
      { timeoutMs },
    );
  const rowsOf = async (table: 'suppressions' | 'outbox') => (await database.query(`select 1 from ${table}`)).length;

  const calls: Record<string, () => Promise<{ answer: Answer; target?: string }>> = {
    putSuppression: async () => {
      const answer = await put();
      return { answer, target: answer.body.id };
    },
    putSuppressions: async () => {
      const suppressions = [anAddress(), { channel: 'push' }, anAddress()];
      return { answer: await gateway.ask('POST', '/v1/suppressions/bulk', { body: { suppressions } }) };
    },
    deleteSuppression: async () => {
      const target = (await put()).body.id;
      await told();
      await gateway.database.query('delete from audit_events');
      return { answer: await gateway.ask('DELETE', `/v1/suppressions/${target}`), target };
    },
  };

  const changing = operations.filter(({ access }) => access === 'suppressions:write').map(({ id }) => id);
  it('tries all that there are', () => expect(Object.keys(calls).sort()).toEqual([...changing].sort()));

  it.each(changing)('tells who made %s, and of what', async (action) => {
    const { answer, target } = await calls[action]!();
    expect(answer.status).toBeLessThan(300);
    const [event, ...more] = await told();
    expect(more).toEqual([]);
    const [key] = await gateway.keysOf(gateway.tenant);
    expect(event).toMatchObject({ action, key_id: key!.key_id, address: '127.0.0.0/24', count: 1 });
    expect([event!.target, event!.details]).toEqual(target ? [target, undefined] : [undefined, { suppressions: 2 }]);
    expect(JSON.stringify(await gateway.database.query('select * from audit_events'))).not.toMatch(/ada-|phone/);
  });

  it('is silent of what changed nothing', async () => {
    expect((await gateway.ask('DELETE', '/v1/suppressions/0190b1a0-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await put({ channel: 'push' })).status).toBe(400);
    await put();
    expect((await told()).map(({ action }) => action)).toEqual(['putSuppression']);
  });

  it('has each of many requests that were stored together', async () => {
    await Promise.all(Array.from({ length: 20 }, () => put()));
    expect(new Set((await told(20)).map(({ target }) => target)).size).toBe(20);
  });

  it('has no change whose transaction fails, and where it cannot be told there is none', async () => {
    const before = await rowsOf('suppressions');
    await database.query(
      "create function fail() returns trigger language plpgsql as $$ begin raise 'as the test wants it'; end $$",
    );
    for (const table of ['suppressions', 'outbox']) {
      await database.query(`create constraint trigger fails after insert or update on ${table}
        deferrable initially deferred for each row execute function fail()`);
      expect((await put()).status).toBeGreaterThanOrEqual(500);
      await database.query(`drop trigger fails on ${table}`);
    }
    expect(await rowsOf('suppressions')).toBe(before);
    await put();
    expect(await told()).toHaveLength(1);
  });

  it('has a change whose app died before it answered', async () => {
    // What earlier changes left to the relay moves versions too: the next app would die of that, before its own change.
    await until(async () => (await rowsOf('outbox')) === 0);
    await preferences.end();
    preferences = await MortalPreferences.begin(database.schema, env, ['before', 'never'], 1);
    const before = await rowsOf('suppressions');
    expect((await put()).status).toBe(503);
    expect(await rowsOf('suppressions')).toBe(before + 1);
    // The lease of ten seconds, and the start of the next one on a busy machine.
    expect((await told(1, 50_000))[0]?.action).toBe('putSuppression');
    expect([preferences.deaths, await rowsOf('suppressions')]).toEqual([1, before + 1]);
  }, 90_000);

  it('is told once, however often the gateway hears it', async () => {
    await put();
    const [event] = await told();
    const { id, action, actor = '', key_id = '' } = event!;
    const rpc = new RpcClient({ addresses: [`${env['GATEWAY_RPC']}`] });
    const again = { id, action, client_id: actor, key_id, tenant_id: gateway.tenant };
    await rpc.call('gateway.audit', { items: [again, again] });
    rpc.close();
    expect(await events()).toEqual([event]);
  });
});
