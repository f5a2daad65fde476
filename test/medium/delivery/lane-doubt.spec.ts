import { LEDGER, type Outcome } from '#libs/delivery';
import { until } from '#libs/testing';
import { ScriptedProvider } from './doubles.js';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

describe('the delivery engine in doubt', () => {
  const lane = new LaneFixture();
  const { given, row, notes, settled, kinds } = lane;

  test('accepted and dropped: sent again where the type says so, and the duplicate is explained', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'reset' }, { kind: 'sent' }) });
    lane.ground.loop();
    const record = aRecord({ when_in_doubt: 'resend' });
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.sent);
    expect(lane.provider.calls).toHaveLength(2);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome']);
  });

  test('accepted and dropped: held and asked about where the type says so, until proof comes', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'reset' }), timing: { doubtFirstMs: 50 } });
    lane.ground.loop();
    const record = aRecord({ when_in_doubt: 'hold' });
    await lane.ground.engine.handle(aBatch([record]));
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.doubt });
    await until(() => lane.ground.proof.asked >= 2, { timeoutMs: 10_000 });
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.doubt });
    expect(lane.ground.kafka.events(record.delivery_id)[0]).toMatchObject({ kind: 'processing', reason: 'in_doubt' });
    lane.ground.proof.answer = true;
    await settled(record.delivery_id, LEDGER.sent);
    expect(lane.provider.calls).toHaveLength(1);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome', 'proof']);
  });

  test('held, and the provider that is asked has it: sent, and told by whom it is known', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'reset' }), timing: { doubtFirstMs: 50 } });
    lane.provider.has = true;
    lane.ground.loop();
    const record = aRecord({ when_in_doubt: 'hold' });
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.sent);
    expect(lane.provider.calls).toHaveLength(1);
    expect(lane.provider.asked[0]).toMatchObject({ deliveryId: record.delivery_id, attempt: 1 });
    expect(Date.now() - Date.parse(lane.provider.asked[0]!.calledAt)).toBeLessThan(60_000);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome', 'proof']);
  });

  test('held, and the provider certainly has not got it: sent again, with a row that says why', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'reset' }, { kind: 'sent' }), timing: { doubtFirstMs: 50 } });
    lane.provider.has = false;
    lane.ground.loop();
    const record = aRecord({ when_in_doubt: 'hold' });
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.sent);
    expect(lane.provider.calls.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome', 'absent']);
    expect(await lane.database.query('select from doubts where delivery_id = $1', [record.delivery_id])).toEqual([]);
  });

  test('three times nobody learnt the outcome: given up', async () => {
    given({ provider: answers({ kind: 'unknown', code: 'timeout' }) });
    lane.ground.loop();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.dead);
    expect(lane.provider.calls).toHaveLength(3);
    expect(await notes(record.delivery_id)).toEqual(['unknown_outcome', 'unknown_outcome', 'unknown_outcome']);
    await until(() => kinds(record.delivery_id).includes('dead'));
  });

  test('a provider that throws or never answers leaves the outcome unknown', async () => {
    const outcomes = [() => Promise.reject(new Error('boom')), () => new Promise<Outcome>(() => {})];
    given({ provider: new ScriptedProvider((_, time) => outcomes[time - 1]?.() ?? { kind: 'sent' }) });
    lane.ground.loop();
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    await settled(record.delivery_id, LEDGER.sent);
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
    await lane.ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(11);
    expect(await row(slow.delivery_id)).toMatchObject({ state: LEDGER.claimed });
    const due = await lane.database.query<{ destination: string }>(
      `select destination from outbox where due_at > now() + interval '60 s'`,
    );
    expect(due).toEqual([{ destination: 'dispatch.email.medium' }]);
    answer({ kind: 'sent' });
    await settled(slow.delivery_id, LEDGER.sent);
  });
});
