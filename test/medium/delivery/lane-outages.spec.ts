import { setTimeout as pause } from 'node:timers/promises';
import { LEDGER, type Outcome } from '#libs/delivery';
import { Database } from '#libs/persistence';
import { until } from '#libs/testing';
import { MemoryKafka, ScriptedProvider } from './doubles.js';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

describe('the delivery engine while others are away', () => {
  const lane = new LaneFixture();
  const { given, row } = lane;

  test('while the breaker is open nothing is claimed and no attempt is used up', async () => {
    given({ provider: answers({ kind: 'retry', code: 'down' }), breaker: { volume: 5, resetMs: 300 } });
    const first = Array.from({ length: 5 }, () => aRecord());
    await lane.ground.engine.handle(aBatch(first));
    expect(lane.ground.breaker.state).toBe('open');
    const before = lane.provider.calls.length;
    lane.provider.answer = () => ({ kind: 'sent' });
    const waiting = Array.from({ length: 30 }, () => aRecord({ tenant_id: 'breaker' }));
    const handled = lane.ground.engine.handle(aBatch(waiting));
    const text = `select count(*)::int as n from ledger where tenant_id = 'breaker'`;
    expect(await lane.database.query(text)).toEqual([{ n: 0 }]);
    expect(lane.provider.calls).toHaveLength(before);
    await handled;
    expect(lane.provider.calls).toHaveLength(before + 30);
    expect(lane.provider.calls.slice(before).every((call) => call.attempt === 1)).toBe(true);
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
      lane.ground.loop();
      const lanes = (['high', 'medium', 'low'] as const).map((priority) =>
        Array.from({ length: 150 }, () => aRecord({ priority, tenant_id: `weather-${group}` })),
      );
      const handled = lanes.map((records) => {
        const topic = `dispatch.email.${records[0]?.priority}`;
        return Promise.all([0, 50, 100].map((i) => lane.ground.engine.handle(aBatch(records.slice(i, i + 50), topic))));
      });
      await until(() => lane.ground.breaker.state === 'half_open', { timeoutMs: 5_000, everyMs: 1 });
      await until(() => lane.ground.breaker.state === 'open', { timeoutMs: 5_000, everyMs: 1 });
      down = false;
      await Promise.all(handled);
      const text = `select count(*)::int as n from ledger where tenant_id = 'weather-${group}' and state = ${LEDGER.sent}`;
      await until(async () => (await lane.database.query<{ n: number }>(text))[0]?.n === 450, { timeoutMs: 20_000 });
      const sent = new Map<string, number>();
      for (const { deliveryId, attempt } of lane.provider.calls)
        sent.set(deliveryId, Math.max(attempt, sent.get(deliveryId) ?? 0));
      expect(sent.size).toBe(450);
    },
    40_000,
  );

  test('a rebalance while the breaker is open gives the records back', async () => {
    given({ provider: answers({ kind: 'retry', code: 'down' }), breaker: { volume: 5, resetMs: 60_000 } });
    await lane.ground.engine.handle(aBatch(Array.from({ length: 5 }, () => aRecord())));
    const batch = aBatch([aRecord(), aRecord()]);
    const handled = lane.ground.engine.handle(batch);
    batch.revoke();
    await handled;
    expect(batch.doneOffsets.size).toBe(0);
  });

  test('Kafka away: what follows stays in the outbox, and the records are done', async () => {
    const kafka = new MemoryKafka();
    kafka.up = false;
    given({ kafka });
    const record = aRecord();
    const batch = aBatch([record]);
    await lane.ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(1);
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.sent });
    expect(await lane.database.query<{ destination: string }>('select destination from outbox')).toEqual([
      { destination: 'status' },
    ]);
  });

  test('a stop while Postgres is away ends: what cannot be settled is left to its lease', async () => {
    const { url, schema } = lane.database;
    const own = Database.connect(url, { schema, name: 'closing', max: 2 });
    let answer: (outcome: Outcome) => void = () => {};
    const provider = new ScriptedProvider(() => new Promise<Outcome>((resolve) => (answer = resolve)));
    given({ provider, parts: { db: own } });
    const batch = aBatch([aRecord()]);
    const handled = lane.ground.engine.handle(batch);
    await until(() => provider.calls.length === 1);
    await own.close();
    answer({ kind: 'sent' });
    await lane.ground.engine.stop(200);
    await handled;
    expect(batch.doneOffsets.size).toBe(0);
    expect(await row(provider.calls[0]!.deliveryId)).toMatchObject({ state: LEDGER.claimed });
  });

  test('connections that break in the middle of anything: each delivery is called once, and each event is there once', async () => {
    given({ slots: 32, timing: { leaseMs: 20_000 } });
    lane.ground.loop();
    const records = Array.from({ length: 2_000 }, () => aRecord({ tenant_id: 'broken' }));
    const batches = Array.from({ length: 8 }, (_, i) => aBatch(records.slice(i * 250, (i + 1) * 250)));
    const handled = Promise.all(batches.map((batch) => lane.ground.engine.handle(batch)));
    let broken = 0;
    for (let calls = 100; calls <= 1_900; calls += 100) {
      await until(() => lane.provider.calls.length >= calls, { timeoutMs: 20_000, everyMs: 1 });
      const text = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ground'`;
      broken += (await lane.database.query(text)).length;
    }
    await handled;
    expect(broken).toBeGreaterThan(0);
    const done = `select count(*)::int as n from ledger where tenant_id = 'broken' and state = ${LEDGER.sent}`;
    await until(async () => (await lane.database.query<{ n: number }>(done))[0]?.n === 2_000, { timeoutMs: 10_000 });
    expect(lane.provider.calls).toHaveLength(2_000);
    expect(await lane.database.query(`select event from attempts where tenant_id = 'broken'`)).toEqual([]);
    await until(() => lane.ground.kafka.values('status').length >= 2_000, { timeoutMs: 15_000, what: 'all events' });
    const ids = lane.ground.kafka.values<{ delivery_id: string }>('status').map((e) => e.delivery_id);
    expect(new Set(ids).size).toBe(2_000);
  }, 40_000);
});
