import type { DispatchRecord } from '#libs/contracts';
import { LEDGER } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { ScriptedProvider } from './doubles.js';
import { answers, LaneFixture } from './lane-fixture.js';
import { laneGround } from './lane-ground.js';
import { aBatch, aRecord } from './records.js';

describe('the delivery engine, over a real Postgres', () => {
  const lane = new LaneFixture();
  const { given, row, notes, settled, kinds } = lane;

  test('claims, calls, settles and says so, once', async () => {
    given({ provider: new ScriptedProvider(() => ({ kind: 'sent', providerMessageId: 'SM1' })) });
    const records = Array.from({ length: 50 }, () => aRecord());
    const batch = aBatch(records);
    await lane.ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(50);
    expect(lane.provider.calls).toHaveLength(50);
    expect(lane.provider.calls[0]?.target).toEqual({ channel: 'email', email: 'ada@example.org' });
    const first = records[0] as DispatchRecord;
    expect(await row(first.delivery_id)).toMatchObject({ state: LEDGER.sent, attempt: 1, provider_message_id: 'SM1' });
    await lane.ground.outbox.idle();
    const [event] = lane.ground.kafka.events(first.delivery_id);
    expect(event).toMatchObject({ kind: 'sent', attempt: 1, seq: 2, provider: 'scripted', provider_message_id: 'SM1' });
    expect(event?.claimed_at).toBeDefined();
    expect(await lane.database.query('select 1 from outbox')).toEqual([]);
  });

  test('the same record again, and twice in one batch, is one call', async () => {
    given();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record, record]));
    const again = aBatch([record]);
    await lane.ground.engine.handle(again);
    expect(again.doneOffsets.size).toBe(1);
    expect(lane.provider.calls).toHaveLength(1);
  });

  test('two consumers with the same records make one call for each', async () => {
    given();
    const other = laneGround({ url: lane.database.url, schema: lane.database.schema, provider: lane.provider });
    const records = Array.from({ length: 100 }, () => aRecord());
    await Promise.all([lane.ground.engine.handle(aBatch(records)), other.engine.handle(aBatch(records.toReversed()))]);
    await Promise.all(records.map((r) => settled(r.delivery_id, LEDGER.sent)));
    await other.close();
    expect(lane.provider.calls).toHaveLength(100);
  });

  test('no more are claimed than there are slots', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    given({ slots: 8, provider: new ScriptedProvider(() => gate.then(() => ({ kind: 'sent' }))) });
    const handled = lane.ground.engine.handle(
      aBatch(Array.from({ length: 40 }, () => aRecord({ tenant_id: 'slots' }))),
    );
    await until(() => lane.provider.calls.length === 8);
    const text = `select count(*)::int as n from ledger where tenant_id = 'slots' and state = 1`;
    expect(await lane.database.query<{ n: number }>(text)).toEqual([{ n: 8 }]);
    release();
    await handled;
    expect(lane.provider.calls).toHaveLength(40);
  });

  test('a provider that takes groups gets groups', async () => {
    given({ provider: new ScriptedProvider(() => ({ kind: 'sent' }), 500) });
    await lane.ground.engine.handle(aBatch(Array.from({ length: 600 }, () => aRecord())));
    expect(lane.provider.sizes.every((size) => size <= 500)).toBe(true);
    expect(lane.provider.sizes.length).toBeLessThan(5);
    expect(lane.provider.calls).toHaveLength(600);
  });

  test('what fails for now is tried again, later, and explained', async () => {
    given({ provider: answers({ kind: 'retry', code: 'throttled' }, { kind: 'sent' }) });
    lane.ground.loop();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.sent);
    expect(lane.provider.callsOf(record.delivery_id).map((c) => c.attempt)).toEqual([1, 2]);
    expect(await notes(record.delivery_id)).toEqual(['retryable_failure']);
    await until(() => kinds(record.delivery_id).length === 2);
    expect(lane.ground.kafka.events(record.delivery_id)[0]).toMatchObject({
      kind: 'scheduled',
      attempt: 2,
      reason: 'retry',
    });
    expect(lane.ground.preferences.asked).toBe(1);
  });

  test('ids of other days find their place', async () => {
    given();
    const old = aRecord({ delivery_id: uuidv7(Date.now() - 90 * 86_400_000) });
    await lane.ground.engine.handle(aBatch([old, aRecord()]));
    expect(await row(old.delivery_id)).toMatchObject({ state: LEDGER.sent });
  });

  test('what tells a producer of an event is delivered like all else, and nothing is told of it in turn', async () => {
    given({ provider: answers({ kind: 'retry', code: 'http_503' }, { kind: 'sent', delivered: true }) });
    lane.ground.loop();
    const record = aRecord({ subscription_id: '019a8f3c-5a00-7000-8000-000000000009' });
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.sent);
    expect(kinds(record.delivery_id)).toEqual([]);
  });
});
