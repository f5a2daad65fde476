import { setTimeout as pause } from 'node:timers/promises';
import type { DeadLetter, DispatchRecord } from '#libs/contracts';
import type { Outcome } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { testDatabase, until, type TestDatabase } from '#libs/testing';
import { MemoryKafka, ScriptedProvider } from './doubles.js';
import { laneGround, type Ground, type GroundOptions } from './lane-ground.js';
import { aBatch, aRecord, vault } from './records.js';
import { makeTables } from './tables.js';

const STATE = {
  waiting: 0,
  claimed: 1,
  retry: 2,
  doubt: 3,
  sent: 10,
  failed: 11,
  dead: 12,
  expired: 13,
  cancelled: 14,
};

describe('the delivery engine, over a real Postgres', () => {
  let database: TestDatabase;
  let ground: Ground;
  let provider: ScriptedProvider;

  beforeAll(async () => {
    database = await testDatabase({ migrate: makeTables });
  });
  afterAll(() => database.drop());
  afterEach(async () => {
    await ground.close();
    await database.query('delete from outbox'); // what is due later is no business of the next test
  });

  const given = (over: Partial<GroundOptions> = {}): Ground => {
    provider = (over.provider as ScriptedProvider | undefined) ?? new ScriptedProvider();
    // Only death.spec.ts waits for leases to run out; here none does, however busy the machine is.
    const timing = { leaseMs: 20_000, ...over.timing };
    ground = laneGround({ url: database.url, schema: database.schema, ...over, timing, provider });
    return ground;
  };
  const row = async (id: string) => {
    const rows = await database.query<Record<string, unknown>>('select * from ledger where delivery_id = $1', [id]);
    return rows[0] as { state: number; attempt: number; claims: number; seq: number; provider_message_id: string };
  };
  const notes = async (id: string): Promise<string[]> => {
    const text = 'select event from attempts where delivery_id = $1 order by attempt_id';
    return (await database.query<{ event: string }>(text, [id])).map((r) => r.event);
  };
  const settled = (id: string, state: number) =>
    until(async () => (await row(id))?.state === state, { timeoutMs: 5_000, what: `state ${state} of ${id}` });
  const kinds = (id: string) => ground.kafka.events(id).map((e) => e.kind);
  const answers = (...outcomes: Outcome[]) =>
    new ScriptedProvider((_, time) => outcomes[Math.min(time, outcomes.length) - 1] as Outcome);

  test('claims, calls, settles and says so, once', async () => {
    given({ provider: new ScriptedProvider(() => ({ kind: 'sent', providerMessageId: 'SM1' })) });
    const records = Array.from({ length: 50 }, () => aRecord());
    const batch = aBatch(records);
    await ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(50);
    expect(provider.calls).toHaveLength(50);
    expect(provider.calls[0]?.target).toEqual({ channel: 'email', email: 'ada@example.org' });
    const first = records[0] as DispatchRecord;
    expect(await row(first.delivery_id)).toMatchObject({ state: STATE.sent, attempt: 1, provider_message_id: 'SM1' });
    await ground.outbox.idle();
    const [event] = ground.kafka.events(first.delivery_id);
    expect(event).toMatchObject({ kind: 'sent', attempt: 1, seq: 2, provider: 'scripted', provider_message_id: 'SM1' });
    expect(event?.claimed_at).toBeDefined();
    expect(await database.query('select 1 from outbox')).toEqual([]);
  });

  test('the same record again, and twice in one batch, is one call', async () => {
    given();
    const record = aRecord();
    await ground.engine.handle(aBatch([record, record]));
    const again = aBatch([record]);
    await ground.engine.handle(again);
    expect(again.doneOffsets.size).toBe(1);
    expect(provider.calls).toHaveLength(1);
  });

  test('two consumers with the same records make one call for each', async () => {
    given();
    const other = laneGround({ url: database.url, schema: database.schema, provider });
    const records = Array.from({ length: 100 }, () => aRecord());
    await Promise.all([ground.engine.handle(aBatch(records)), other.engine.handle(aBatch(records.toReversed()))]);
    await Promise.all(records.map((r) => settled(r.delivery_id, STATE.sent)));
    await other.close();
    expect(provider.calls).toHaveLength(100);
  });

  test('no more are claimed than there are slots', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    given({ slots: 8, provider: new ScriptedProvider(() => gate.then(() => ({ kind: 'sent' }))) });
    const handled = ground.engine.handle(aBatch(Array.from({ length: 40 }, () => aRecord({ tenant_id: 'slots' }))));
    await until(() => provider.calls.length === 8);
    const text = `select count(*)::int as n from ledger where tenant_id = 'slots' and state = 1`;
    expect(await database.query<{ n: number }>(text)).toEqual([{ n: 8 }]);
    release();
    await handled;
    expect(provider.calls).toHaveLength(40);
  });

  test('a provider that takes groups gets groups', async () => {
    given({ provider: new ScriptedProvider(() => ({ kind: 'sent' }), 500) });
    await ground.engine.handle(aBatch(Array.from({ length: 600 }, () => aRecord())));
    expect(provider.sizes.every((size) => size <= 500)).toBe(true);
    expect(provider.sizes.length).toBeLessThan(5);
    expect(provider.calls).toHaveLength(600);
  });

  test('what fails for now is tried again, later, and explained', async () => {
    given({ provider: answers({ kind: 'retry', code: 'throttled' }, { kind: 'sent' }) });
    ground.loop();
    const record = aRecord();
    await ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, STATE.sent);
    expect(provider.callsOf(record.delivery_id).map((c) => c.attempt)).toEqual([1, 2]);
    expect(await notes(record.delivery_id)).toEqual(['retryable_failure']);
    await until(() => kinds(record.delivery_id).length === 2);
    expect(ground.kafka.events(record.delivery_id)[0]).toMatchObject({
      kind: 'scheduled',
      attempt: 2,
      reason: 'retry',
    });
    expect(ground.preferences.asked).toBe(1);
  });

  test('a retry that the user does not want any more is not sent', async () => {
    given({ provider: answers({ kind: 'retry', code: 'throttled' }) });
    ground.loop();
    const record = aRecord();
    ground.preferences.consent = 'unwanted';
    await ground.engine.handle(aBatch([record]));
    await until(() => kinds(record.delivery_id).includes('unsubscribed'));
    expect(provider.calls).toHaveLength(1);
  });

  test('unreadable preferences hold what was delayed, and nothing is guessed', async () => {
    given();
    ground.loop();
    ground.preferences.consent = 'unreadable';
    const record = aRecord({ delayed: true });
    const batch = aBatch([record]);
    await ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(1);
    await until(() => ground.preferences.asked >= 3);
    expect(provider.calls).toHaveLength(0);
    const [held] = ground.kafka.events(record.delivery_id);
    expect(held).toMatchObject({ kind: 'scheduled', reason: 'preferences_unreadable' });
    expect(held?.due_at).toBeDefined();
    ground.preferences.consent = 'wanted';
    await settled(record.delivery_id, STATE.sent);
    expect(provider.calls).toHaveLength(1);
  });

  test('a critical message goes by its defaults when preferences are unreadable', async () => {
    given();
    ground.preferences.consent = 'unreadable';
    const record = aRecord({ delayed: true, priority: 'critical' });
    await ground.engine.handle(aBatch([record], 'dispatch.email.critical'));
    expect(provider.calls).toHaveLength(1);
    await ground.outbox.idle();
    expect(ground.kafka.values('status.critical')).toHaveLength(1);
  });

  test('what is past its time is not sent', async () => {
    given();
    const record = aRecord({ expires_at: new Date(Date.now() - 5_000).toISOString() });
    await ground.engine.handle(aBatch([record]));
    expect(provider.calls).toHaveLength(0);
    expect(await row(record.delivery_id)).toMatchObject({ state: STATE.expired });
    await until(() => kinds(record.delivery_id).includes('expired'));
  });

  test('a record that nobody can read goes into quarantine, sealed, and stalls nothing', async () => {
    given();
    const secret = '{"email":"ada@example.org"';
    const batch = aBatch([secret, aRecord(), JSON.stringify({ ...aRecord(), attempt: 'one' }), aRecord()]);
    await ground.engine.handle(batch);
    await ground.outbox.idle();
    expect(batch.doneOffsets.size).toBe(4);
    expect(provider.calls).toHaveLength(2);
    const bad = ground.kafka.values<{ problem: string; value: string }>('quarantine');
    expect(bad.map((q) => q.problem)).toEqual(['not JSON', expect.stringContaining('attempt')]);
    expect(JSON.stringify(bad)).not.toContain('ada@example.org');
    expect(vault.open('platform', bad[0]?.value as string)).toBe(secret);
  });

  test('one bad item in a group is split out of it', async () => {
    given();
    const bad = aRecord({ tenant_id: 'nul\0byte' }); // valid JSON, but no text for Postgres
    const good = Array.from({ length: 9 }, () => aRecord());
    const batch = aBatch([...good, bad]);
    await ground.engine.handle(batch);
    await ground.outbox.idle();
    expect(batch.doneOffsets.size).toBe(10);
    expect(provider.calls).toHaveLength(9);
    expect(ground.kafka.values('quarantine')).toHaveLength(1);
  });

  test('sealed with a key that nobody has: to the dead letters, with the record as it was', async () => {
    given();
    const record = aRecord({ content: 'v1.k9.2026-01.AAAA' });
    await ground.engine.handle(aBatch([record]));
    expect(await row(record.delivery_id)).toMatchObject({ state: STATE.dead });
    await ground.outbox.idle();
    const [letter] = ground.kafka.values<DeadLetter>('dead-letter.email').slice(-1);
    expect(letter).toMatchObject({ reason: 'unreadable', record: { delivery_id: record.delivery_id } });
    const rows = await database.query('select 1 from dead_letters where delivery_id = $1', [record.delivery_id]);
    expect(rows).toHaveLength(1);
    expect(kinds(record.delivery_id)).toEqual(['dead']);
  });

  test('accepted and dropped: sent again where the type says so, and the duplicate is explained', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'reset' }, { kind: 'sent' }) });
    ground.loop();
    const record = aRecord({ when_in_doubt: 'resend' });
    await ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, STATE.sent);
    expect(provider.calls).toHaveLength(2);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome']);
  });

  test('accepted and dropped: held and asked about where the type says so, until proof comes', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'reset' }), timing: { doubtFirstMs: 50 } });
    ground.loop();
    const record = aRecord({ when_in_doubt: 'hold' });
    await ground.engine.handle(aBatch([record]));
    expect(await row(record.delivery_id)).toMatchObject({ state: STATE.doubt });
    await until(() => ground.proof.asked >= 2, { timeoutMs: 10_000 });
    expect(await row(record.delivery_id)).toMatchObject({ state: STATE.doubt });
    expect(ground.kafka.events(record.delivery_id)[0]).toMatchObject({ kind: 'processing', reason: 'in_doubt' });
    ground.proof.answer = true;
    await settled(record.delivery_id, STATE.sent);
    expect(provider.calls).toHaveLength(1);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome', 'proof']);
  });

  test('three times nobody learnt the outcome: given up', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'timeout' }) });
    ground.loop();
    const record = aRecord();
    await ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, STATE.dead);
    expect(provider.calls).toHaveLength(3);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome', 'unknown_outcome', 'unknown_outcome']);
    await until(() => kinds(record.delivery_id).includes('dead'));
  });

  test('a provider that throws or never answers leaves the outcome unknown', async () => {
    const outcomes = [() => Promise.reject(new Error('boom')), () => new Promise<Outcome>(() => {})];
    given({ provider: new ScriptedProvider((_, time) => outcomes[time - 1]?.() ?? { kind: 'sent' }) });
    ground.loop();
    const record = aRecord();
    await ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, STATE.sent);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome', 'unknown_outcome']);
  });

  test('one slow endpoint does not hold the batch: its record is done, a check is written, and the call settles', async () => {
    let answer = (_: Outcome): void => {};
    const slow = aRecord();
    given({
      provider: new ScriptedProvider((call) =>
        call.deliveryId === slow.delivery_id ? new Promise((resolve) => (answer = resolve)) : { kind: 'sent' },
      ),
      timing: { callTimeoutMs: 60_000, leaseMs: 70_000, patienceMs: 50 },
    });
    const batch = aBatch([slow, ...Array.from({ length: 10 }, () => aRecord())]);
    await ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(11);
    expect(await row(slow.delivery_id)).toMatchObject({ state: STATE.claimed });
    const due = await database.query<{ destination: string }>(
      `select destination from outbox where due_at > now() + interval '60 s'`,
    );
    expect(due).toEqual([{ destination: 'dispatch.email.medium' }]);
    answer({ kind: 'sent' });
    await settled(slow.delivery_id, STATE.sent);
  });

  test('while the breaker is open nothing is claimed and no attempt is used up', async () => {
    given({ provider: answers({ kind: 'retry', code: 'down' }), breaker: { volume: 5, resetMs: 300 } });
    const first = Array.from({ length: 5 }, () => aRecord());
    await ground.engine.handle(aBatch(first));
    expect(ground.breaker.state).toBe('open');
    const before = provider.calls.length;
    provider.answer = () => ({ kind: 'sent' });
    const waiting = Array.from({ length: 30 }, () => aRecord({ tenant_id: 'breaker' }));
    const handled = ground.engine.handle(aBatch(waiting));
    const text = `select count(*)::int as n from ledger where tenant_id = 'breaker'`;
    expect(await database.query(text)).toEqual([{ n: 0 }]);
    expect(provider.calls).toHaveLength(before);
    await handled;
    expect(provider.calls).toHaveLength(before + 30);
    expect(provider.calls.slice(before).every((call) => call.attempt === 1)).toBe(true);
  });

  test.each([1, 500])(
    'a provider that fails for a while, %i a call: all is delivered in the end, and no lane stays behind',
    async (group) => {
      let down = true;
      const answer = async (): Promise<Outcome> => {
        await pause(5);
        return down ? { kind: 'retry', code: 'down' } : { kind: 'sent' };
      };
      const timing = { factor: 0.2, leaseMs: 20_000, callTimeoutMs: 5_000 };
      given({ provider: new ScriptedProvider(answer, group), breaker: { volume: 3, resetMs: 50 }, slots: 8, timing });
      ground.loop();
      const lanes = (['high', 'medium', 'low'] as const).map((priority) =>
        Array.from({ length: 150 }, () => aRecord({ priority, tenant_id: `weather-${group}` })),
      );
      const handled = lanes.map((records) => {
        const topic = `dispatch.email.${records[0]?.priority}`;
        return Promise.all([0, 50, 100].map((i) => ground.engine.handle(aBatch(records.slice(i, i + 50), topic))));
      });
      await until(() => ground.breaker.state === 'half_open', { timeoutMs: 5_000, everyMs: 1 });
      await until(() => ground.breaker.state === 'open', { timeoutMs: 5_000, everyMs: 1 });
      down = false;
      await Promise.all(handled);
      const text = `select count(*)::int as n from ledger where tenant_id = 'weather-${group}' and state = ${STATE.sent}`;
      await until(async () => (await database.query<{ n: number }>(text))[0]?.n === 450, { timeoutMs: 20_000 });
      const sent = new Map<string, number>();
      for (const { deliveryId, attempt } of provider.calls)
        sent.set(deliveryId, Math.max(attempt, sent.get(deliveryId) ?? 0));
      expect(sent.size).toBe(450);
    },
    40_000,
  );

  test('a rebalance while the breaker is open gives the records back', async () => {
    given({ provider: answers({ kind: 'retry', code: 'down' }), breaker: { volume: 5, resetMs: 60_000 } });
    await ground.engine.handle(aBatch(Array.from({ length: 5 }, () => aRecord())));
    const batch = aBatch([aRecord(), aRecord()]);
    const handled = ground.engine.handle(batch);
    batch.revoke();
    await handled;
    expect(batch.doneOffsets.size).toBe(0);
  });

  test('cancelled before it came, and while it waits for its retry: not sent', async () => {
    given({ provider: answers({ kind: 'retry', code: 'x' }) });
    const early = aRecord();
    const waiting = aRecord();
    const sent = aRecord();
    await ground.engine.handle(aBatch([waiting]));
    provider.answer = () => ({ kind: 'sent' });
    await ground.engine.handle(aBatch([sent]));
    const cancelled = await ground.engine.cancel([early, waiting, sent]);
    expect(cancelled.toSorted()).toEqual([early.delivery_id, waiting.delivery_id].toSorted());
    const batch = aBatch([early, { ...waiting, attempt: 2 }]);
    await ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(2);
    expect(provider.calls).toHaveLength(2);
    await until(() => kinds(early.delivery_id).includes('cancelled'));
  });

  test('another tenant cannot cancel it', async () => {
    given({ provider: answers({ kind: 'retry', code: 'x' }) });
    const record = aRecord();
    await ground.engine.handle(aBatch([record]));
    expect(await ground.engine.cancel([{ ...record, tenant_id: 'other' }])).toEqual([]);
    expect(await row(record.delivery_id)).toMatchObject({ state: STATE.retry });
  });

  test('Kafka away: what follows stays in the outbox, and the records are done', async () => {
    const kafka = new MemoryKafka();
    kafka.up = false;
    given({ kafka });
    const record = aRecord();
    const batch = aBatch([record]);
    await ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(1);
    expect(await row(record.delivery_id)).toMatchObject({ state: STATE.sent });
    expect(await database.query<{ destination: string }>('select destination from outbox')).toEqual([
      { destination: 'status' },
    ]);
  });

  test('connections that break in the middle of anything: each delivery is called once, and each event is there once', async () => {
    given({ slots: 32, timing: { leaseMs: 20_000 } });
    ground.loop();
    const records = Array.from({ length: 2_000 }, () => aRecord({ tenant_id: 'broken' }));
    const batches = Array.from({ length: 8 }, (_, i) => aBatch(records.slice(i * 250, (i + 1) * 250)));
    const handled = Promise.all(batches.map((batch) => ground.engine.handle(batch)));
    let broken = 0;
    for (let calls = 100; calls <= 1_900; calls += 100) {
      await until(() => provider.calls.length >= calls, { timeoutMs: 20_000, everyMs: 1 });
      const text = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ground'`;
      broken += (await database.query(text)).length;
    }
    await handled;
    expect(broken).toBeGreaterThan(0);
    const done = `select count(*)::int as n from ledger where tenant_id = 'broken' and state = ${STATE.sent}`;
    await until(async () => (await database.query<{ n: number }>(done))[0]?.n === 2_000, { timeoutMs: 10_000 });
    expect(provider.calls).toHaveLength(2_000);
    expect(await database.query(`select event from attempts where tenant_id = 'broken'`)).toEqual([]);
    await until(() => ground.kafka.values('status').length >= 2_000, { timeoutMs: 15_000, what: 'all events' });
    const ids = ground.kafka.values<{ delivery_id: string }>('status').map((e) => e.delivery_id);
    expect(new Set(ids).size).toBe(2_000);
  }, 40_000);

  test('ids of other days find their place', async () => {
    given();
    const old = aRecord({ delivery_id: uuidv7(Date.now() - 90 * 86_400_000) });
    await ground.engine.handle(aBatch([old, aRecord()]));
    expect(await row(old.delivery_id)).toMatchObject({ state: STATE.sent });
  });
});
