/** What was sent with a test key goes to the simulator's provider, or to nobody. */
import { LEDGER } from '#libs/delivery';
import { until } from '#libs/testing';
import { ScriptedProvider } from './doubles.js';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

describe('the delivery engine and tests', () => {
  const lane = new LaneFixture();
  const { given, settled, kinds, row } = lane;
  const aTest = () => aRecord({ test: true });

  test('a test goes to the provider of tests, what is real to the real one, from one batch', async () => {
    const simulator = new ScriptedProvider();
    given({ testProvider: simulator });
    const [test, real] = [aTest(), aRecord()];
    const batch = aBatch([test, real]);
    await lane.ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(2);
    expect(simulator.calls.map((call) => call.deliveryId)).toEqual([test.delivery_id]);
    expect(lane.provider.calls.map((call) => call.deliveryId)).toEqual([real.delivery_id]);
    expect(simulator.calls[0]?.content.title).toBe('Hello');
    const marks = (id: string) => lane.ground.kafka.events(id).map((event) => event.test);
    await until(() => [test, real].every(({ delivery_id }) => kinds(delivery_id).includes('sent')));
    expect([marks(test.delivery_id), marks(real.delivery_id)]).toEqual([[true], [undefined]]);
  });

  test('its retries go there as well', async () => {
    const simulator = answers(
      { kind: 'retry', code: 'throttled' },
      { kind: 'unknown', code: 'timeout' },
      { kind: 'sent' },
    );
    given({ testProvider: simulator });
    lane.ground.loop();
    const test = aTest();
    await lane.ground.engine.handle(aBatch([test]));
    await settled(test.delivery_id, LEDGER.sent);
    expect(simulator.calls).toHaveLength(3);
    expect(lane.provider.calls).toEqual([]);
  });

  test('without a simulator it is suppressed, and nobody is called, however it comes', async () => {
    given();
    lane.ground.loop();
    const records = [aTest(), { ...aTest(), attempt: 2 }, { ...aTest(), delayed: true as const }];
    await lane.ground.engine.handle(aBatch(records));
    const critical = { ...aTest(), priority: 'critical' as const };
    await lane.ground.engine.handle(aBatch([critical], 'dispatch.email.critical'));
    for (const { delivery_id } of [...records, critical]) {
      await settled(delivery_id, LEDGER.suppressed);
      await until(() => kinds(delivery_id).includes('suppressed'));
      expect(lane.ground.kafka.events(delivery_id)[0]?.reason).toBe('test_without_simulator');
    }
    expect(lane.provider.calls).toEqual([]);
  });

  test('one whose lease ran out is not sent by the real provider when the simulator is gone', async () => {
    given();
    const test = aTest();
    await lane.database.query(
      `insert into ledger (delivery_id, notification_id, tenant_id, state, attempt, claims, seq, owner, lease_until)
        values ($1, $2, $3, $4, 1, 1, 1, $1, now() - interval '1 s')`,
      [test.delivery_id, test.notification_id, test.tenant_id, LEDGER.claimed],
    );
    await lane.ground.engine.handle(aBatch([test]));
    await settled(test.delivery_id, LEDGER.suppressed);
    expect(lane.provider.calls).toEqual([]);
  });

  test('what its recipient does not want any more is not sent to the simulator, either', async () => {
    const simulator = new ScriptedProvider();
    given({ testProvider: simulator });
    lane.ground.preferences.consent = { answer: 'no', status: 'UNSUBSCRIBED', reason: 'opted_out_of_all' };
    const test = { ...aTest(), delayed: true as const };
    await lane.ground.engine.handle(aBatch([test]));
    await settled(test.delivery_id, LEDGER.unsubscribed);
    expect(simulator.calls).toEqual([]);
  });

  test('one that is redirected goes to the real provider, and says so', async () => {
    const simulator = new ScriptedProvider();
    given({ testProvider: simulator });
    const test = { ...aTest(), redirected: true as const };
    await lane.ground.engine.handle(aBatch([test]));
    expect(await row(test.delivery_id)).toMatchObject({ state: LEDGER.sent });
    expect(simulator.calls).toEqual([]);
    expect(lane.provider.calls.map((call) => call.content.title)).toEqual(['[Test] Hello']);
  });

  test('a simulator that hangs or is away does not keep what is real waiting', async () => {
    let free = (): void => {};
    const simulator = new ScriptedProvider(() => new Promise((resolve) => (free = () => resolve({ kind: 'sent' }))));
    const timing = { patienceMs: 60_000, callTimeoutMs: 60_000, leaseMs: 70_000 };
    given({ testProvider: simulator, slots: 1, timing });
    const [tests, real] = [aBatch([aTest(), aTest()]), aBatch([aRecord(), aRecord()])];
    const handled = lane.ground.engine.handle(tests);
    await until(() => simulator.calls.length === 1);
    await lane.ground.engine.handle(real);
    expect(real.doneOffsets.size).toBe(2);
    expect(tests.doneOffsets.size).toBe(0);
    free();
    await until(() => simulator.calls.length === 2);
    free();
    await handled;
  });

  test('tests that are called off are left to the next owner', async () => {
    let free = (): void => {};
    const simulator = new ScriptedProvider(() => new Promise((resolve) => (free = () => resolve({ kind: 'sent' }))));
    given({ testProvider: simulator });
    const batch = aBatch([aTest(), aTest(), aTest()]);
    const handled = lane.ground.engine.handle(batch);
    await until(() => simulator.calls.length === 1);
    batch.revoke();
    free();
    await handled;
    expect(simulator.calls).toHaveLength(1);
  });

  test('what the provider tells of a call that went well is kept', async () => {
    given({ testProvider: answers({ kind: 'sent', detail: 'A test' }) });
    const test = aTest();
    await lane.ground.engine.handle(aBatch([test]));
    await until(() => kinds(test.delivery_id).includes('sent'));
    expect(lane.ground.kafka.events(test.delivery_id)[0]?.detail).toBe('A test');
  });
});
