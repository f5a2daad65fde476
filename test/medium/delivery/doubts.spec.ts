/** What is in doubt, by hand: listed, decided, and never decided against what is known meanwhile. */
import type { DispatchRecord, Resolution } from '#libs/contracts';
import { Doubts, LEDGER, type Outcome } from '#libs/delivery';
import { testTenant, until } from '#libs/testing';
import { ScriptedProvider } from './doubles.js';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

describe('doubts', () => {
  const lane = new LaneFixture();
  let doubts: Doubts;
  let tenant: string;
  beforeEach(() => {
    tenant = testTenant();
    given(answers({ kind: 'unknown', code: 'reset' }, { kind: 'sent' }));
  });
  const given = (provider: ScriptedProvider, over: object = {}) => {
    doubts = new Doubts(lane.given({ provider, ...over }).desk);
  };

  const doubted = async (over: Partial<DispatchRecord> = {}): Promise<DispatchRecord> => {
    const record = aRecord({ tenant_id: tenant, when_in_doubt: 'hold', ...over });
    await lane.ground.engine.handle(aBatch([record], `dispatch.email.${record.priority}`));
    expect(await lane.row(record.delivery_id)).toMatchObject({ state: LEDGER.doubt });
    return record;
  };
  const list = (over: object = {}) => doubts.list({ tenant_id: tenant, limit: 10, ...over });
  const resolve = (id: string, resolution: Resolution) =>
    doubts.resolve({ tenant_id: tenant, id, resolution, by: 'operator' });
  const kept = async () => (await lane.database.query('select from doubts where tenant_id = $1', [tenant])).length;

  test('are listed with since when, by what and how often, by filter, and only to their tenant', async () => {
    const [one, two] = [await doubted(), await doubted({ priority: 'low' })];
    expect((await list()).map(({ id }) => id)).toEqual([two.delivery_id, one.delivery_id]);
    expect((await list({ priority: 'low' })).map(({ id }) => id)).toEqual([two.delivery_id]);
    expect(await list({ cursor: two.delivery_id })).toMatchObject([{ provider: 'scripted', attempt: 1, checks: 0 }]);
    expect(await list({ after: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await doubts.list({ tenant_id: 'another', limit: 10 })).toEqual([]);
    const { history } = (await doubts.find({ tenant_id: tenant, id: one.delivery_id }))!;
    expect(history).toMatchObject([{ attempt: 1, event: 'unknown_outcome', code: 'reset' }]);
    const contents = await doubts.contents({ tenant_id: tenant, id: one.delivery_id });
    expect(contents).toEqual({ target: one.target, content: one.content });
    expect(await doubts.resolve({ tenant_id: 'another', id: one.delivery_id, resolution: 'sent', by: 'x' })).toBe(
      false,
    );
  });

  test('it was sent: SENT, by an operator, and no doubt any more', async () => {
    const { delivery_id } = await doubted();
    expect(await resolve(delivery_id, 'sent')).toBe(true);
    expect(await lane.row(delivery_id)).toMatchObject({ state: LEDGER.sent });
    expect(lane.ground.kafka.events(delivery_id).at(-1)).toMatchObject({
      kind: 'sent',
      reason: 'resolved_by_operator',
    });
    expect(await lane.notes(delivery_id)).toEqual(['unknown_outcome', 'resolved']);
    expect([await list(), await kept()]).toEqual([[], 0]);
    expect(await resolve(delivery_id, 'send_again')).toBe(false);
  });

  test('send it again: the next attempt, at once, and its own check does not send it a third time', async () => {
    const { delivery_id } = await doubted();
    lane.ground.loop();
    expect(await resolve(delivery_id, 'send_again')).toBe(true);
    await lane.settled(delivery_id, LEDGER.sent);
    expect(lane.provider.calls.map(({ attempt }) => attempt)).toEqual([1, 2]);
    await until(async () => (await lane.database.query('select from outbox')).length === 0, { timeoutMs: 10_000 });
    expect(lane.provider.calls).toHaveLength(2);
  });

  test('give it up: FAILED, and no dead letter, since somebody has looked at it', async () => {
    const { delivery_id } = await doubted();
    expect(await resolve(delivery_id, 'give_up')).toBe(true);
    expect(await lane.row(delivery_id)).toMatchObject({ state: LEDGER.failed });
    expect(lane.ground.kafka.events(delivery_id).at(-1)).toMatchObject({ kind: 'failed', reason: 'given_up' });
    expect(await lane.database.query('select from dead_letters where tenant_id = $1', [tenant])).toEqual([]);
  });

  test('all that match at once, of every priority, and no others', async () => {
    const all = [
      await doubted(),
      await doubted({ priority: 'critical' }),
      await doubted({ notification_type: 'other' }),
    ];
    const filter = { notification_type: 'order_update' };
    const done = await doubts.resolveAll({ tenant_id: tenant, filter, resolution: 'sent', by: 'operator' });
    expect(done).toEqual({ resolved: 2, more: false });
    expect((await list()).map(({ id }) => id)).toEqual([all[2]!.delivery_id]);
    const topics = ['status', 'status.critical'].map((topic) => lane.ground.kafka.values<{ kind: string }>(topic));
    expect(topics.map((events) => events.filter(({ kind }) => kind === 'sent').length)).toEqual([1, 1]);
  });

  test('two who decide at once: one does', async () => {
    const { delivery_id } = await doubted();
    const decided = await Promise.all([resolve(delivery_id, 'sent'), resolve(delivery_id, 'give_up')]);
    expect(decided.filter(Boolean)).toHaveLength(1);
    const ends = lane.kinds(delivery_id).filter((kind) => kind === 'sent' || kind === 'failed');
    expect(ends).toHaveLength(1);
  });

  describe('and a settlement that comes late', () => {
    let answer: (outcome: Outcome) => void;
    /** The call goes on while its lease is over and its doubt is written down. */
    const calledForLong = async (): Promise<DispatchRecord> => {
      const slow = new ScriptedProvider((_, time) =>
        time === 1 ? new Promise((resolve) => (answer = resolve)) : { kind: 'sent' },
      );
      given(slow, { timing: { callTimeoutMs: 60_000, leaseMs: 70_000, patienceMs: 50 } });
      const record = aRecord({ tenant_id: tenant, when_in_doubt: 'hold' });
      await lane.ground.engine.handle(aBatch([record]));
      const past = "update ledger set lease_until = now() - interval '1 s' where delivery_id = $1";
      await lane.database.query(past, [record.delivery_id]);
      await lane.ground.engine.handle(aBatch([record]));
      expect(await list()).toMatchObject([{ id: record.delivery_id }]);
      return record;
    };
    const late = (id: string) =>
      until(async () => (await lane.notes(id)).includes('late_settlement'), { timeoutMs: 10_000 });

    test('first: it resolves the doubt, and the decision changes nothing', async () => {
      const { delivery_id } = await calledForLong();
      answer({ kind: 'sent' });
      await lane.settled(delivery_id, LEDGER.sent);
      expect([await list(), await kept()]).toEqual([[], 0]);
      expect(await resolve(delivery_id, 'send_again')).toBe(false);
      expect(lane.provider.calls).toHaveLength(1);
    });

    test('second: what was to be sent again is not, when it turns out to have been sent', async () => {
      const { delivery_id } = await calledForLong();
      expect(await resolve(delivery_id, 'send_again')).toBe(true); // nothing brings it back to the lane yet
      answer({ kind: 'sent' });
      await late(delivery_id);
      await lane.settled(delivery_id, LEDGER.sent);
      const [again] = lane.ground.kafka.values<DispatchRecord>('dispatch.email.medium').slice(-1);
      await lane.ground.engine.handle(aBatch([again!]));
      expect(again).toMatchObject({ delivery_id, attempt: 2 });
      expect(lane.provider.calls).toHaveLength(1);
    });

    test('second: what was given up is told to have been sent all the same', async () => {
      const { delivery_id } = await calledForLong();
      expect(await resolve(delivery_id, 'give_up')).toBe(true);
      answer({ kind: 'sent' });
      await late(delivery_id);
      await until(() => lane.kinds(delivery_id).includes('sent'));
      expect(await lane.row(delivery_id)).toMatchObject({ state: LEDGER.failed });
    });
  });

  describe('and proof that comes by a callback', () => {
    test('first: the check finds it, and the decision changes nothing', async () => {
      const record = await doubted();
      lane.ground.proof.answer = true;
      await lane.ground.engine.handle(aBatch([record]));
      expect(await lane.row(record.delivery_id)).toMatchObject({ state: LEDGER.sent });
      expect(await kept()).toBe(0);
      expect(await resolve(record.delivery_id, 'give_up')).toBe(false);
    });

    test('second: the check finds it decided, and drops', async () => {
      const record = await doubted();
      await resolve(record.delivery_id, 'give_up');
      lane.ground.proof.answer = true;
      await lane.ground.engine.handle(aBatch([record]));
      expect(await lane.row(record.delivery_id)).toMatchObject({ state: LEDGER.failed });
    });
  });
});
