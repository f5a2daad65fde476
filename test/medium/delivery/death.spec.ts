/** Whatever a process was about to do when it died or froze: no delivery is lost, none is doubled without a row that says why. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DispatchRecord, HeardWord } from '#libs/contracts';
import { LEDGER, onlyAccount, OPT_OUT, type Outcome, type ProbePoint } from '#libs/delivery';
import type { KafkaRecord } from '#libs/messaging';
import { testDatabase, until, type TestDatabase } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { build } from '../running/build.js';
import { ScriptedProvider } from './doubles.js';
import { laneGround, type Ground } from './lane-ground.js';
import { aBatch, aRecord, vault } from './records.js';
import { makeTables } from './tables.js';
import { tenantsGround } from './tenants-ground.js';

const here = import.meta.dirname;
const wordIn = ({ value }: KafkaRecord) => JSON.parse(value) as HeardWord;

interface Worker {
  readonly process: ChildProcess;
  /** Calls that its provider got. */
  readonly calls: number[];
  reached(): Promise<void>;
}

describe('when a process dies or freezes', () => {
  let database: TestDatabase;
  let ground: Ground;
  let provider: ScriptedProvider;
  const workers: Worker[] = [];

  beforeAll(async () => {
    await build(); // workers run on dist/
    database = await testDatabase({ migrate: makeTables });
  }, 60_000);
  afterAll(() => database.drop());
  beforeEach(() => {
    provider = new ScriptedProvider();
    ground = laneGround({ url: database.url, schema: database.schema, provider, timing: { doubtFirstMs: 100 } });
  });
  afterEach(async () => {
    for (const { process: child } of workers.splice(0)) child.kill('SIGKILL');
    await ground.close();
    await database.query('delete from outbox');
  });

  /** A process that handles the record and stops at the point. */
  const aWorker = async (point: ProbePoint, record: DispatchRecord, refusal?: Outcome): Promise<Worker> => {
    const args = [database.url, database.schema, point, JSON.stringify(record)];
    if (refusal) args.push(JSON.stringify(refusal));
    const child = fork(join(here, 'doomed.worker.ts'), args, {
      execArgv: ['--no-warnings', '--import', join(here, 'typescript.mjs')],
      env: { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined },
    });
    const calls: number[] = [];
    let arrived = false;
    child.on('message', (message: { called?: string; attempt?: number; at?: string }) => {
      if (message.called === record.delivery_id) calls.push(message.attempt ?? 0);
      if (message.at === point) arrived = true;
    });
    const worker: Worker = {
      process: child,
      calls,
      reached: async () => void (await until(() => arrived, { timeoutMs: 15_000, what: `the worker at ${point}` })),
    };
    workers.push(worker);
    await worker.reached();
    return worker;
  };
  const killed = async (point: ProbePoint, record: DispatchRecord, refusal?: Outcome): Promise<Worker> => {
    const worker = await aWorker(point, record, refusal);
    worker.process.kill('SIGKILL');
    await once(worker.process, 'exit');
    return worker;
  };
  const frozen = async ({ process: { pid } }: Worker): Promise<void> => {
    const identity = '../../../scripts/machine/process-identity.mjs';
    const { freeze } = (await import(identity)) as { freeze: (pid: number | undefined) => Promise<boolean> };
    expect(await freeze(pid)).toBe(true);
  };
  /** Its record was not committed, so it comes again. */
  const again = async (record: DispatchRecord): Promise<void> => {
    ground.loop();
    await ground.engine.handle(aBatch([record]));
  };
  const state = async (id: string) => {
    const text = 'select state, attempt, claims from ledger where delivery_id = $1';
    return (await database.query<{ state: number; attempt: number }>(text, [id]))[0];
  };
  const settled = (id: string, wanted: number) =>
    until(async () => (await state(id))?.state === wanted, { timeoutMs: 10_000, what: `state ${wanted}` });
  const notes = async (id: string): Promise<string[]> => {
    const text = 'select event from attempts where delivery_id = $1 order by attempt_id';
    return (await database.query<{ event: string }>(text, [id])).map((r) => r.event);
  };

  test('killed after the claim, before the call: another one sends it when the lease is over', async () => {
    const record = aRecord();
    const worker = await killed('claimed', record);
    await again(record);
    expect(provider.calls).toHaveLength(0);
    await settled(record.delivery_id, LEDGER.sent);
    expect([worker.calls.length, provider.calls.length]).toEqual([0, 1]);
    expect(await notes(record.delivery_id)).toEqual(['lease_ran_out']);
  }, 20_000);

  test('killed after the call, before its settlement: sent again where the type says so, and explained', async () => {
    const record = aRecord();
    const worker = await killed('called', record);
    await again(record);
    await settled(record.delivery_id, LEDGER.sent);
    expect([worker.calls, provider.calls.map((c) => c.attempt)]).toEqual([[1], [2]]);
    expect(await notes(record.delivery_id)).toEqual(['lease_ran_out']);
  }, 20_000);

  test('killed after the call, before its settlement: held where the type says so, until proof comes', async () => {
    const record = aRecord({ when_in_doubt: 'hold' });
    const worker = await killed('called', record);
    await again(record);
    await settled(record.delivery_id, LEDGER.doubt);
    ground.proof.answer = true;
    await settled(record.delivery_id, LEDGER.sent);
    await until(() => worker.calls.length > 0, { what: "the worker's word of its call" });
    expect([worker.calls.length, provider.calls.length]).toEqual([1, 0]);
    expect(await notes(record.delivery_id)).toEqual(['lease_ran_out', 'proof']);
  }, 20_000);

  test('killed after the settlement, before its event was emitted: a relay emits it, and nothing is sent again', async () => {
    const record = aRecord();
    const worker = await killed('settled', record);
    await again(record);
    await until(() => ground.kafka.events(record.delivery_id).some((e) => e.kind === 'sent'), { timeoutMs: 10_000 });
    expect([worker.calls.length, provider.calls.length]).toEqual([1, 0]);
    expect(await notes(record.delivery_id)).toEqual([]);
  }, 20_000);

  test('killed after it settled that the recipient had opted out: another one tells it all the same', async () => {
    const record = aRecord();
    await killed('settled', record, { kind: 'rejected', code: 'opted_out' });
    const told: HeardWord[] = [];
    ground.loop({ [OPT_OUT]: (records) => Promise.resolve(void told.push(...records.map(wordIn))) });
    await until(() => told.length > 0, { timeoutMs: 10_000, what: 'the word' });
    const address_hash = addressHash(vault, record.tenant_id, 'email', 'ada@example.org');
    expect(told[0]).toMatchObject({ tenant_id: record.tenant_id, word: 'suppress', reason: 'stop', address_hash });
    expect(await state(record.delivery_id)).toMatchObject({ state: LEDGER.unsubscribed });
  }, 20_000);

  test('killed after all was done, before its offset was committed: dropped', async () => {
    const record = aRecord();
    await killed('done', record);
    await again(record);
    expect(provider.calls).toHaveLength(0);
    expect(await state(record.delivery_id)).toMatchObject({ state: LEDGER.sent, attempt: 1 });
  }, 20_000);

  test('killed after it was held by a pause, before its offset was committed: it leaves when the pause ends, once', async () => {
    const { tenants, close } = await tenantsGround(database);
    const pause = { tenant_id: 'acme', id: 'maintenance', channels: ['email' as const] };
    await tenants.pauses.put('email', pause);
    const paused = laneGround({
      ...database,
      provider,
      timing: { doubtFirstMs: 100 },
      parts: { pauses: tenants.pauseBook },
    });
    const record = aRecord();
    const worker = await killed('held', record);
    await paused.engine.handle(aBatch([record])); // it comes again, and is held again
    expect(await database.query('select 1 from outbox where held_by is not null')).toHaveLength(2);
    paused.loop();
    await tenants.pauses.delete('acme', 'email', 'maintenance');
    await settled(record.delivery_id, LEDGER.sent);
    await until(async () => (await database.query('select 1 from outbox')).length === 0, { timeoutMs: 10_000 });
    expect([worker.calls.length, provider.calls.length]).toEqual([0, 1]);
    expect(await notes(record.delivery_id)).toEqual([]);
    await paused.close();
    await close();
  }, 30_000);

  test('killed three times after a claim: given up, with the record in the dead letters', async () => {
    const record = aRecord();
    for (let i = 0; i < 3; i++) await killed('claimed', record);
    await again(record);
    await settled(record.delivery_id, LEDGER.dead);
    expect(provider.calls).toHaveLength(0);
    expect(await notes(record.delivery_id)).toEqual(['lease_ran_out', 'lease_ran_out', 'lease_ran_out']);
    const letters = await database.query('select reason from dead_letters where delivery_id = $1', [
      record.delivery_id,
    ]);
    expect(letters).toEqual([{ reason: 'unsettled_claims' }]);
  }, 30_000);

  describe('in the middle of failing over', () => {
    const REFUSED: Outcome = { kind: 'retry', code: 'not_authorized' };
    let second: ScriptedProvider;
    beforeEach(async () => {
      await ground.close();
      second = new ScriptedProvider();
      const accounts = [
        { ...onlyAccount(provider), id: 'first' },
        { ...onlyAccount(second), id: 'second', order: 2 },
      ];
      ground = laneGround({ url: database.url, schema: database.schema, provider, accounts });
    });

    test('killed after the refusal was written down: the second account sends it, once', async () => {
      const record = aRecord();
      const worker = await killed('settled', record, REFUSED);
      await again(record);
      await settled(record.delivery_id, LEDGER.sent);
      await until(() => worker.calls.length > 0, { what: "the worker's word of its call" });
      expect([worker.calls, provider.calls.length, second.calls.map((c) => c.attempt)]).toEqual([[1], 0, [2]]);
      expect(await notes(record.delivery_id)).toEqual(['retryable_failure']);
    }, 20_000);

    test('killed before it was written down: nobody knows of it, and its type decides', async () => {
      const [resent, held] = [aRecord(), aRecord({ when_in_doubt: 'hold' })];
      await Promise.all([killed('called', resent, REFUSED), killed('called', held, REFUSED)]);
      ground.loop();
      await ground.engine.handle(aBatch([resent, held]));
      await settled(resent.delivery_id, LEDGER.sent);
      await settled(held.delivery_id, LEDGER.doubt);
      expect([provider, second].flatMap(({ calls }) => calls.map((c) => c.deliveryId))).toEqual([resent.delivery_id]);
      expect(await notes(resent.delivery_id)).toEqual(['lease_ran_out']);
    }, 30_000);
  });

  test('frozen between the claim and the call, and woken after a take-over: it does not call any more', async () => {
    const record = aRecord();
    const worker = await aWorker('claimed', record);
    await frozen(worker);
    worker.process.send('go on');
    await again(record);
    await settled(record.delivery_id, LEDGER.sent);
    worker.process.kill('SIGCONT');
    await until(async () => (await notes(record.delivery_id)).includes('late_settlement'), { timeoutMs: 10_000 });
    expect([worker.calls.length, provider.calls.length]).toEqual([0, 1]);
  }, 20_000);

  test('frozen after the call, and woken after the doubt: its late settlement resolves it, without a second call', async () => {
    const record = aRecord({ when_in_doubt: 'hold' });
    const worker = await aWorker('called', record);
    await frozen(worker);
    worker.process.send('go on');
    await again(record);
    await settled(record.delivery_id, LEDGER.doubt);
    worker.process.kill('SIGCONT');
    await settled(record.delivery_id, LEDGER.sent);
    await until(() => worker.calls.length > 0, { what: "the worker's word of its call" });
    expect([worker.calls.length, provider.calls.length]).toEqual([1, 0]);
    expect(await notes(record.delivery_id)).toEqual(['lease_ran_out', 'late_settlement']);
  }, 20_000);

  test('frozen after the call, and woken after another one sent it: one duplicate, with its rows', async () => {
    const record = aRecord();
    const worker = await aWorker('called', record);
    await frozen(worker);
    worker.process.send('go on');
    await again(record);
    await settled(record.delivery_id, LEDGER.sent);
    worker.process.kill('SIGCONT');
    await until(async () => (await notes(record.delivery_id)).length === 2, { timeoutMs: 10_000 });
    await until(() => worker.calls.length > 0, { what: "the worker's word of its call" });
    expect([worker.calls, provider.calls.map((c) => c.attempt)]).toEqual([[1], [2]]);
    expect(await notes(record.delivery_id)).toEqual(['lease_ran_out', 'late_settlement']);
    expect(await state(record.delivery_id)).toMatchObject({ state: LEDGER.sent, attempt: 2 });
  }, 20_000);
});
