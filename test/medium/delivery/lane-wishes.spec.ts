import { LEDGER } from '#libs/delivery';
import { until } from '#libs/testing';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

describe('the delivery engine and what is not wanted any more', () => {
  const lane = new LaneFixture();
  const { given, row, settled, kinds } = lane;

  test('a retry that the user does not want any more is not sent', async () => {
    given({ provider: answers({ kind: 'retry', code: 'throttled' }) });
    lane.ground.loop();
    const record = aRecord();
    lane.ground.preferences.consent = { answer: 'no', status: 'UNSUBSCRIBED', reason: 'opted_out_of_type' };
    await lane.ground.engine.handle(aBatch([record]));
    await until(() => kinds(record.delivery_id).includes('unsubscribed'));
    expect(lane.provider.calls).toHaveLength(1);
  });

  test('a first attempt that waited two minutes for its turn is not sent to a user who has left meanwhile', async () => {
    given();
    lane.ground.preferences.consent = { answer: 'no', status: 'UNSUBSCRIBED', reason: 'opted_out_of_type' };
    const fresh = aRecord();
    const waited = aRecord({ timestamp: new Date(Date.now() - 120_000).toISOString() });
    await lane.ground.engine.handle(aBatch([fresh, waited]));
    await until(() => kinds(waited.delivery_id).includes('unsubscribed'));
    expect(lane.provider.calls.map(({ deliveryId }) => deliveryId)).toEqual([fresh.delivery_id]);
  });

  test('unreadable preferences hold what was delayed, and nothing is guessed', async () => {
    given();
    lane.ground.loop();
    lane.ground.preferences.consent = 'unreadable';
    const record = aRecord({ delayed: true });
    const batch = aBatch([record]);
    await lane.ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(1);
    await until(() => lane.ground.preferences.asked >= 3);
    expect(lane.provider.calls).toHaveLength(0);
    const [held] = lane.ground.kafka.events(record.delivery_id);
    expect(held).toMatchObject({ kind: 'scheduled', reason: 'preferences_unreadable' });
    expect(held?.due_at).toBeDefined();
    lane.ground.preferences.consent = { answer: 'yes', rule: 'default' };
    await settled(record.delivery_id, LEDGER.sent);
    expect(lane.provider.calls).toHaveLength(1);
  });

  test('quiet hours that began meanwhile hold it until they end', async () => {
    given();
    lane.ground.loop();
    const until_ = new Date(Date.now() + 400);
    lane.ground.preferences.consent = { answer: 'later', until: until_, rule: 'default' };
    const record = aRecord({ delayed: true });
    await lane.ground.engine.handle(aBatch([record]));
    expect(lane.provider.calls).toHaveLength(0);
    await until(() => kinds(record.delivery_id).includes('scheduled'));
    const [held] = lane.ground.kafka.events(record.delivery_id);
    expect(held?.reason).toBe('quiet_hours');
    expect(Date.parse(held?.due_at as string)).toBeGreaterThanOrEqual(until_.getTime());
    lane.ground.preferences.consent = { answer: 'yes', rule: 'default' };
    await settled(record.delivery_id, LEDGER.sent);
    expect(lane.provider.calls).toHaveLength(1);
  });

  test('a suppressed address gets nothing, however late it is found out', async () => {
    given();
    lane.ground.preferences.consent = { answer: 'no', status: 'SUPPRESSED', reason: 'suppressed_hard_bounce' };
    const record = aRecord({ delayed: true });
    await lane.ground.engine.handle(aBatch([record]));
    expect(lane.provider.calls).toHaveLength(0);
    await until(() => kinds(record.delivery_id).includes('suppressed'));
    expect(lane.ground.kafka.events(record.delivery_id)[0]?.reason).toBe('suppressed_hard_bounce');
  });

  test('an address without a user is asked about when it was delayed, and only then', async () => {
    given();
    lane.ground.preferences.consent = { answer: 'no', status: 'SUPPRESSED', reason: 'suppressed_stop' };
    const [fresh, delayed] = [aRecord({ user_id: undefined }), aRecord({ user_id: undefined, delayed: true })];
    await lane.ground.engine.handle(aBatch([fresh, delayed]));
    expect(lane.provider.calls.map(({ deliveryId }) => deliveryId)).toEqual([fresh.delivery_id]);
    await until(() => kinds(delayed.delivery_id).includes('suppressed'));
    expect(lane.ground.preferences.asked).toBe(1);
  });

  test('what is in the critical lane and not of a critical type waits as well', async () => {
    given();
    lane.ground.preferences.consent = 'unreadable';
    const record = aRecord({ delayed: true, priority: 'critical' });
    await lane.ground.engine.handle(aBatch([record], 'dispatch.email.critical'));
    expect(lane.provider.calls).toHaveLength(0);
    await lane.ground.outbox.idle();
    expect(lane.ground.kafka.events(record.delivery_id)[0]).toMatchObject({ reason: 'preferences_unreadable' });
  });

  test('a critical message goes by its defaults when preferences are unreadable', async () => {
    given();
    lane.ground.preferences.consent = 'unreadable';
    const record = aRecord({ delayed: true, priority: 'critical', critical: true });
    await lane.ground.engine.handle(aBatch([record], 'dispatch.email.critical'));
    expect(lane.provider.calls).toHaveLength(1);
    await lane.ground.outbox.idle();
    expect(lane.ground.kafka.values('status.critical')).toHaveLength(1);
  });

  test('what is past its time is not sent', async () => {
    given();
    const record = aRecord({ expires_at: new Date(Date.now() - 5_000).toISOString() });
    await lane.ground.engine.handle(aBatch([record]));
    expect(lane.provider.calls).toHaveLength(0);
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.expired });
    await until(() => kinds(record.delivery_id).includes('expired'));
  });

  test('cancelled before it came, and while it waits for its retry: not sent', async () => {
    given({ provider: answers({ kind: 'retry', code: 'x' }) });
    const early = aRecord();
    const waiting = aRecord();
    const sent = aRecord();
    await lane.ground.engine.handle(aBatch([waiting]));
    lane.provider.answer = () => ({ kind: 'sent' });
    await lane.ground.engine.handle(aBatch([sent]));
    const cancelled = await lane.ground.engine.cancel([early, waiting, sent]);
    expect(cancelled.toSorted()).toEqual([early.delivery_id, waiting.delivery_id].toSorted());
    const batch = aBatch([early, { ...waiting, attempt: 2 }]);
    await lane.ground.engine.handle(batch);
    expect(batch.doneOffsets.size).toBe(2);
    expect(lane.provider.calls).toHaveLength(2);
    await until(() => kinds(early.delivery_id).includes('cancelled'));
  });

  test('another tenant cannot cancel it', async () => {
    given({ provider: answers({ kind: 'retry', code: 'x' }) });
    const record = aRecord();
    await lane.ground.engine.handle(aBatch([record]));
    expect(await lane.ground.engine.cancel([{ ...record, tenant_id: 'other' }])).toEqual([]);
    expect(await row(record.delivery_id)).toMatchObject({ state: LEDGER.retry });
  });

  test('what escalated is not sent any more once somebody has read the notification', async () => {
    given({ provider: answers({ kind: 'retry', code: 'throttled' }) });
    lane.ground.loop();
    const [escalated, plain] = [aRecord({ escalated: true }), aRecord()];
    await lane.ground.engine.handle(aBatch([escalated, plain]));
    for (const { notification_id } of [escalated, plain]) lane.ground.proof.read.add(notification_id);
    await until(() => kinds(escalated.delivery_id).includes('cancelled'));
    expect(lane.ground.kafka.events(escalated.delivery_id).at(-1)).toMatchObject({ reason: 'seen' });
    expect((await row(escalated.delivery_id)).state).toBe(LEDGER.cancelled);
    await until(() => lane.provider.calls.flat().filter((call) => call.deliveryId === plain.delivery_id).length > 1);
  });
});
