/** What is paused is held with its row, on every instance, and leaves when the pause ends: all of it, once. */
import { LEDGER } from '#libs/delivery';
import { testDatabase, until, type TestDatabase } from '#libs/testing';
import { MemoryKafka, ScriptedProvider } from './doubles.js';
import { laneGround, type Ground } from './lane-ground.js';
import { aBatch, aRecord } from './records.js';
import { makeTables } from './tables.js';
import { tenantsGround, type KnownTenants } from './tenants-ground.js';

const TENANT = 'acme';
const DAY_MS = 86_400_000;

interface Instance extends KnownTenants {
  readonly ground: Ground;
  readonly provider: ScriptedProvider;
}

describe('a pause', () => {
  let database: TestDatabase;
  let instances: Instance[] = [];
  let kafka: MemoryKafka;

  const anInstance = async (): Promise<Instance> => {
    const known = await tenantsGround(database, { resumePerSecond: 2_000 });
    const { pauseBook: pauses, local } = known.tenants;
    const provider = new ScriptedProvider();
    const ground = laneGround({ ...database, provider, kafka, local, parts: { pauses } });
    return { ...known, ground, provider };
  };
  const put = (over: object = {}) =>
    instances[0]!.tenants.pauses.put('email', { tenant_id: TENANT, id: 'maintenance', channels: ['email'], ...over });
  const end = () => instances[0]!.tenants.pauses.delete(TENANT, 'email', 'maintenance');
  const row = async (id: string) =>
    (await database.query<{ state: number }>('select state from ledger where delivery_id = $1', [id]))[0];
  const held = () =>
    database.query<{ held_by: string; held_count: number; due: number; wake_at: Date }>(
      `select held_by, held_count, extract(epoch from due_at - now())::float8 * 1000 as due from outbox
       where held_by is not null`,
    );
  const calls = () => instances.flatMap(({ provider }) => provider.calls);
  const knownToAll = (any: boolean) =>
    until(() => instances.every(({ tenants }) => tenants.pauseBook.any === any), { timeoutMs: 5_000 });

  beforeAll(async () => {
    database = await testDatabase({ migrate: makeTables });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    kafka = new MemoryKafka();
    instances = [await anInstance(), await anInstance()];
  });
  afterEach(async () => {
    for (const { ground, close } of instances) {
      await ground.close();
      await close();
    }
    await database.query('delete from outbox');
    await database.query('delete from pauses');
  });

  it('holds what is of its tenant, with a row and an event that say so, on the other instance too', async () => {
    await put();
    await knownToAll(true);
    const [record, others] = [aRecord(), aRecord({ tenant_id: 'other' })];
    const batch = aBatch([record, others]);
    await instances[1]!.ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(2);
    expect(calls().map(({ deliveryId }) => deliveryId)).toEqual([others.delivery_id]);
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.waiting });
    await until(() => kafka.events(record.delivery_id).length > 0);
    const [event] = kafka.events(record.delivery_id);
    expect(event).toMatchObject({ kind: 'scheduled', reason: 'paused', attempt: 1 });
    const [outboxRow] = await held();
    expect(outboxRow).toMatchObject({ held_count: 1 });
  });

  it.each([
    ['its type', { notification_type: 'newsletter' }, { notification_type: 'newsletter' }, {}],
    [
      'its provider',
      { provider: 'scripted', notification_type: 'newsletter' },
      { notification_type: 'newsletter' },
      {},
    ],
  ])('holds what is of %s, and nothing else', async (_, scope, stopped, free) => {
    await put(scope);
    const [one, other] = [aRecord(stopped), aRecord(free)];
    await instances[0]!.ground.engine.handle(aBatch([one, other]));
    expect(calls().map(({ deliveryId }) => deliveryId)).toEqual([other.delivery_id]);
    expect(await held()).toHaveLength(1);
  });

  it('does not hold what goes by another provider, or by another channel', async () => {
    await put({ provider: 'another' });
    await instances[0]!.tenants.pauses.put('sms', { tenant_id: TENANT, id: 'sms', channels: ['sms'] });
    await instances[0]!.ground.engine.handle(aBatch([aRecord()]));
    expect(calls()).toHaveLength(1);
  });

  it('lets all that it held leave when it ends, each once, though their records came twice', async () => {
    await put();
    await knownToAll(true);
    const records = Array.from({ length: 60 }, () => aRecord());
    for (const { ground } of instances) await ground.engine.handle(aBatch(records)); // as after a crash before the commit
    expect(calls()).toHaveLength(0);
    for (const { ground } of instances) ground.loop();
    expect(await end()).toBe(true);
    expect(await held()).toEqual([]);
    await until(() => calls().length >= records.length, { timeoutMs: 10_000, what: 'all to have left' });
    await until(async () => (await database.query('select 1 from outbox')).length === 0, { timeoutMs: 10_000 });
    const sent = calls().map(({ deliveryId }) => deliveryId);
    expect(sent.toSorted()).toEqual(records.map(({ delivery_id }) => delivery_id).toSorted());
    expect(await end()).toBe(false);
  });

  it('lets them leave no faster than it may, the most urgent and the oldest first', async () => {
    await put();
    const { engine } = instances[0]!.ground;
    const low = Array.from({ length: 40 }, () => aRecord({ priority: 'low' }));
    await engine.handle(aBatch(low, 'dispatch.email.low'));
    await engine.handle(aBatch([aRecord({ priority: 'critical' })], 'dispatch.email.critical'));
    await database.query('update outbox set held_count = 1000 where held_by is not null and priority > 0');
    await end();
    const rows = await database.query<{ priority: number; later: number }>(
      `select priority, extract(epoch from wake_at - min(wake_at) over ())::float8 as later from outbox
       where destination like 'dispatch.%' order by wake_at`,
    );
    expect(rows[0]).toMatchObject({ priority: 0 });
    const gaps = rows.slice(1).map(({ later }) => later);
    expect(gaps.length).toBeGreaterThan(1);
    expect(gaps.at(-1)).toBeCloseTo((gaps.length - 1) / 2, 1); // 1,000 records a row, 2,000 a second
  });

  it('leaves nothing behind that was being held while it ended', async () => {
    await put();
    await knownToAll(true);
    // The instance has not heard of the end: its book says that it is paused.
    const [stale] = instances.slice(1) as [Instance];
    stale.tenants.pauseBook.stop();
    await database.query('delete from pauses'); // without a word
    const record = aRecord();
    await stale.ground.engine.handle(aBatch([record]));
    expect(calls()).toHaveLength(0);
    expect(await held()).toEqual([]);
    stale.ground.loop();
    await stale.tenants.pauseBook.refresh();
    await until(() => calls().length === 1, { timeoutMs: 5_000, what: 'it to leave all the same' });
  });

  it('ends what has expired meanwhile at its time', async () => {
    await put();
    instances[0]!.ground.loop();
    const record = aRecord({ expires_at: new Date(Date.now() + 1_000).toISOString() });
    await instances[0]!.ground.engine.handle(aBatch([record]));
    await until(async () => (await row(record.delivery_id))?.state === LEDGER.expired, { timeoutMs: 5_000 });
    expect(calls()).toHaveLength(0);
  });

  it('ends by itself at its time, and releases what it held', async () => {
    await put({ until: new Date(Date.now() + 800).toISOString() });
    const { ground } = instances[0]!;
    const record = aRecord();
    await ground.engine.handle(aBatch([record]));
    expect(calls()).toHaveLength(0);
    expect((await held())[0]!.due).toBeGreaterThan(DAY_MS * 0.02 * 0.9); // time runs fifty times faster here
    ground.loop();
    await until(() => calls().length === 1, { timeoutMs: 8_000, what: 'it to leave' });
    expect(await database.query('select 1 from pauses')).toEqual([]);
  });

  it('that is made narrower lets go what it does not stop any more', async () => {
    await put();
    const record = aRecord();
    await instances[0]!.ground.engine.handle(aBatch([record]));
    instances[0]!.ground.loop();
    await put({ notification_type: 'newsletter' });
    await until(() => calls().length === 1, { timeoutMs: 8_000, what: 'it to leave' });
  });
});
