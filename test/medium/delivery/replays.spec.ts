/** All letters that match, replayed at a set rate or discarded, by whichever instance: whatever dies in the middle, each of them once. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DeliveryEdit, DispatchRecord } from '#libs/contracts';
import { DISCARD, Discards, REPLAY, Replays } from '#libs/delivery';
import { uuidv7, uuidv7Time } from '#libs/kernel';
import { testDatabase, testTenant, until, type TestDatabase } from '#libs/testing';
import { build } from '../running/build.js';
import { ScriptedProvider } from './doubles.js';
import { laneGround, type Ground } from './lane-ground.js';
import { aRecord, vault } from './records.js';
import { makeTables } from './tables.js';

const here = import.meta.dirname;

describe('many dead letters', () => {
  let database: TestDatabase;
  let ground: Ground;
  let replays: Replays;
  let discards: Discards;
  let tenant: string;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    await build(); // workers run on dist/
    database = await testDatabase({ migrate: makeTables });
  }, 60_000);
  afterAll(() => database.drop());
  beforeEach(() => {
    tenant = testTenant();
    ground = laneGround({ ...place(), provider: new ScriptedProvider(), outboxLeaseMs: 500 });
    replays = new Replays(ground.desk);
    discards = new Discards(ground.desk, 2);
  });
  afterEach(async () => {
    for (const child of workers.splice(0)) child.kill('SIGKILL');
    await ground.close();
    await database.query('delete from outbox');
  });

  const place = () => ({ url: database.url, schema: database.schema });
  const loop = () => ground.loop({ [REPLAY]: replays.handle, [DISCARD]: discards.handle });
  const lettersOf = async (count: number, over: Partial<DispatchRecord> = {}) => {
    const records = Array.from({ length: count }, () => aRecord({ tenant_id: tenant, ...over }));
    let last = '';
    for (const record of records) {
      last = uuidv7();
      const text = `insert into dead_letters (dead_letter_id, delivery_id, tenant_id, notification_id, reason, record)
        values ($1, $2, $3, $4, 'retries_exhausted', $5::json)`;
      const values = [last, record.delivery_id, tenant, record.notification_id, JSON.stringify(record)];
      await database.query(text, values);
    }
    await until(() => Date.now() > uuidv7Time(last) + 5, { everyMs: 2 }); // they died before it began
    return records;
  };
  const start = (rate: number, filter = {}, id = uuidv7(), edit?: DeliveryEdit) =>
    replays.start({ tenant_id: tenant, id, filter, rate, edit, by: 'operator' });
  const find = (id: string) => replays.find({ tenant_id: tenant, id });
  const ended = (id: string, state: string) =>
    until(async () => (await find(id))?.state === state, { timeoutMs: 20_000, what: `the replay to be ${state}` });
  /** The dead deliveries that something was dispatched for, however often. */
  const replayed = () =>
    ground.kafka
      .values<DispatchRecord>('dispatch.email.medium')
      .filter((record) => record.tenant_id === tenant && record.replay_of !== undefined)
      .map((record) => ({ dead: record.replay_of as string, as: record.delivery_id }));

  const statesOf = async (records: readonly DispatchRecord[]) => {
    const text = `select state || ' ' || coalesce(closed_by, '') || ' ' || coalesce(note, '') as told
      from dead_letters where delivery_id = any($1::uuid[])`;
    const rows = await database.query<{ told: string }>(text, [records.map((record) => record.delivery_id)]);
    return [...new Set(rows.map(({ told }) => told.trim()))];
  };

  test('are replayed, each one that matches, no faster than it should, and tells how far it is', async () => {
    const dead = await lettersOf(7);
    await lettersOf(2, { notification_type: 'newsletter' });
    const began = Date.now();
    loop();
    const { id, matched } = await start(3, { notification_type: 'order_update' });
    expect(matched).toBe(7);
    await until(async () => (await find(id))!.replayed === 3, { timeoutMs: 10_000, everyMs: 20 });
    expect(await find(id)).toMatchObject({ state: 'running', rate: 3, started_by: 'operator' });
    await ended(id, 'done');
    expect(Date.now() - began).toBeGreaterThanOrEqual(2_000);
    expect(await find(id)).toMatchObject({ replayed: 7, matched: 7 });
    expect(new Set(replayed().map((one) => one.dead))).toEqual(new Set(dead.map((record) => record.delivery_id)));
    expect(replayed()).toHaveLength(7);
    expect((await replays.list({ tenant_id: tenant, limit: 5 })).map((job) => job.id)).toEqual([id]);
    expect(await replays.find({ tenant_id: 'another', id })).toBeNull();
  }, 30_000);

  test('are left alone from where their replay is cancelled, and started again with its id it is the same', async () => {
    await lettersOf(6);
    loop();
    const { id } = await start(2);
    await until(async () => (await find(id))!.replayed >= 2, { timeoutMs: 10_000, everyMs: 20 });
    const cancelled = (await replays.cancel({ tenant_id: tenant, id }))!;
    expect(cancelled.state).toBe('cancelled');
    await until(async () => (await database.query('select from outbox')).length === 0, { timeoutMs: 10_000 });
    expect((await find(id))!.replayed).toBe(cancelled.replayed);
    expect(await start(2, {}, id)).toMatchObject({ id, state: 'cancelled', replayed: cancelled.replayed });
  }, 30_000);

  test('are replayed otherwise: each with the same edits, and those that they make nothing whole of stay open', async () => {
    const dead = await lettersOf(3);
    const unreadable = await lettersOf(2, { content: 'v1.gone.AAAA' });
    const seal = (value: object) => vault.seal(tenant, JSON.stringify(value));
    loop();
    const edit = { target: seal({ email: 'grace@example.com' }), content: seal({ title: 'Now really' }) };
    const { id } = await start(2, {}, uuidv7(), edit);
    await ended(id, 'done');
    expect(await find(id)).toMatchObject({ matched: 5, replayed: 3, skipped: 2, edited: ['to', 'content'] });
    await until(() => replayed().length >= 3, { timeoutMs: 10_000 });
    const sent = ground.kafka
      .values<DispatchRecord>('dispatch.email.medium')
      .filter((record) => record.tenant_id === tenant);
    const opened = (text: string) => JSON.parse(vault.open(tenant, text)) as object;
    for (const { target, content } of sent) {
      expect(opened(target)).toEqual({ channel: 'email', email: 'grace@example.com' });
      expect(opened(content)).toMatchObject({ title: 'Now really', body: 'Your order 123 is on its way' });
    }
    expect(new Set(replayed().map((one) => one.dead))).toEqual(new Set(dead.map((record) => record.delivery_id)));
    expect(await statesOf(unreadable)).toEqual(['open']);
  }, 30_000);

  test('are replayed through another channel, each once', async () => {
    const dead = await lettersOf(3);
    loop();
    const target = vault.seal(tenant, JSON.stringify({ phone: '+14155550123' }));
    const { id } = await start(10, {}, uuidv7(), { channel: 'sms', target });
    await ended(id, 'done');
    // On a busy machine a lease of 500 ms runs out, and a record is emitted again: it is the same delivery.
    const sent = () => {
      const all = ground.kafka.values<DispatchRecord>('dispatch.sms.medium').filter((one) => one.tenant_id === tenant);
      return [...new Map(all.map((one) => [one.delivery_id, one])).values()];
    };
    await until(() => sent().length === 3, { timeoutMs: 10_000 });
    expect(sent().map(({ channel, replay_of }) => [channel, replay_of])).toEqual(
      dead.map(({ delivery_id }) => ['sms', delivery_id]),
    );
  }, 30_000);

  test('whose replay nobody can open the edits of any more stay open, and it ends', async () => {
    const dead = await lettersOf(1);
    loop();
    const { id } = await start(10, {}, uuidv7(), { content: 'v1.gone.AAAA' });
    await ended(id, 'done');
    expect(await find(id)).toMatchObject({ replayed: 0, skipped: 1 });
    expect(await statesOf(dead)).toEqual(['open']);
  }, 30_000);

  test('the same chunk taken by two at once is done once', async () => {
    await lettersOf(4);
    const { id } = await start(10);
    ground.loop(); // what is not emitted within its short lease is left to the relay
    const turn = [{ key: null, value: JSON.stringify({ tenant_id: tenant, id, step: 0 }) }];
    await Promise.all([replays.handle(turn), replays.handle(turn), replays.handle(turn)]);
    await until(() => replayed().length >= 4, { timeoutMs: 10_000 });
    expect(replayed()).toHaveLength(4);
  }, 20_000);

  /** A process that works on the job and stops for ever at the point. */
  const killed = async (point: string, kind = REPLAY): Promise<void> => {
    const child = fork(join(here, 'replaying.worker.ts'), [database.url, database.schema, point, kind], {
      execArgv: ['--no-warnings', '--import', join(here, 'typescript.mjs')],
      env: { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined },
    });
    workers.push(child);
    let arrived = false;
    child.on('message', () => (arrived = true));
    await until(() => arrived, { timeoutMs: 30_000, what: `the worker at ${point}` });
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  test.each(['in its transaction', 'before its emission', 'before its row is deleted'])(
    'replayed by a process that is killed in the middle, %s: nothing is lost and nothing doubled',
    async (point) => {
      const dead = await lettersOf(5);
      const { id } = await start(2);
      await killed(point);
      loop();
      await ended(id, 'done');
      await until(() => replayed().length >= 5, { timeoutMs: 15_000, what: 'all of the replays in Kafka' });
      expect((await find(id))!.replayed).toBe(5);
      expect(new Set(replayed().map((one) => one.dead))).toEqual(new Set(dead.map((record) => record.delivery_id)));
      // What was emitted twice, if anything, is the same delivery: the ledger knows it.
      expect(new Set(replayed().map((one) => one.as)).size).toBe(5);
      const [{ n }] = (await database.query<{ n: number }>(
        `select count(*)::int as n from dead_letters where tenant_id = $1 and cardinality(replayed_as) = 1`,
        [tenant],
      )) as [{ n: number }];
      expect(n).toBe(5);
    },
    70_000,
  );

  const discard = (filter = {}, id = uuidv7()) =>
    discards.start({ tenant_id: tenant, id, filter, note: 'v1.sealed', by: 'operator' });
  const discarded = (id: string) => discards.find({ tenant_id: tenant, id });
  const doneWith = (id: string) =>
    until(async () => (await discarded(id))?.state === 'done', { timeoutMs: 20_000, what: 'the discard to be done' });
  test('are discarded, each one that matches and is open, with the reason, and told how many', async () => {
    const dead = await lettersOf(5);
    const others = await lettersOf(2, { notification_type: 'newsletter' });
    loop();
    const { id, matched } = await discard({ notification_type: 'order_update' });
    expect(matched).toBe(5);
    await doneWith(id);
    expect(await discarded(id)).toMatchObject({ discarded: 5, matched: 5, started_by: 'operator', note: 'v1.sealed' });
    expect(await statesOf(dead)).toEqual(['discarded operator v1.sealed']);
    expect(await statesOf(others)).toEqual(['open']);
    expect(await discard({}, id)).toMatchObject({ state: 'done', matched: 5 });
    expect((await discards.list({ tenant_id: tenant, limit: 5 })).map((job) => job.id)).toEqual([id]);
    expect(await discards.find({ tenant_id: 'another', id })).toBeNull();
    expect(await discards.cancel({ tenant_id: 'another', id })).toBeNull();
    expect(replayed()).toEqual([]);
  }, 30_000);

  test('are left alone from where their discard is cancelled', async () => {
    const dead = await lettersOf(3);
    const { id } = await discard();
    expect((await discards.cancel({ tenant_id: tenant, id }))?.state).toBe('cancelled');
    loop();
    await until(async () => (await database.query('select from outbox')).length === 0, { timeoutMs: 10_000 });
    expect(await statesOf(dead)).toEqual(['open']);
  }, 30_000);

  test.each(['in its transaction', 'before its row is deleted'])(
    'discarded by a process that is killed in the middle, %s: all of them are, and counted once',
    async (point) => {
      const dead = await lettersOf(5);
      const { id } = await discard();
      await killed(point, DISCARD);
      loop();
      await doneWith(id);
      expect(await discarded(id)).toMatchObject({ discarded: 5 });
      expect(await statesOf(dead)).toEqual(['discarded operator v1.sealed']);
    },
    70_000,
  );
});
