import { setTimeout as pause } from 'node:timers/promises';
import type { DispatchRecord } from '#libs/contracts';
import { LEDGER, type Outcome } from '#libs/delivery';
import { ScriptedProvider } from './doubles.js';
import { LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

const inLane = (priority: 'low' | 'medium', count: number): DispatchRecord[] =>
  Array.from({ length: count }, () => aRecord({ priority }));

describe('calls that take many deliveries', () => {
  const lane = new LaneFixture();
  const { given, row, settled, kinds, notes } = lane;
  const handle = (records: DispatchRecord[]): Promise<void> =>
    lane.ground.engine.handle(aBatch(records, `dispatch.email.${records[0]?.priority}`));

  test('where nothing is urgent, what comes within a moment goes together', async () => {
    given({ provider: new ScriptedProvider(undefined, 100) });
    const first = handle(inLane('low', 10));
    await pause(20);
    await Promise.all([first, handle(inLane('low', 10))]);
    expect(lane.provider.sizes).toEqual([20]);
  });

  test('a full group waits for nobody, and the rest not for long', async () => {
    given({ provider: new ScriptedProvider(undefined, 100) });
    await handle(inLane('low', 130));
    expect(lane.provider.sizes).toEqual([100, 30]);
    const [full, rest] = [lane.provider.times[0] as number, lane.provider.times[100] as number];
    expect(rest - full).toBeLessThan(500);
  });

  test('a group that fills up goes at once', async () => {
    given({ provider: new ScriptedProvider(undefined, 20) });
    await Promise.all([handle(inLane('low', 10)), handle(inLane('low', 10))]);
    expect(lane.provider.sizes).toEqual([20]);
  });

  test('in no other lane does anything wait', async () => {
    given({ provider: new ScriptedProvider(undefined, 100) });
    const first = handle(inLane('medium', 10));
    await first;
    await handle(inLane('medium', 10));
    expect(lane.provider.sizes).toEqual([10, 10]);
  });

  test('each recipient of a group is settled by itself', async () => {
    const outcomes: Outcome[] = [
      { kind: 'sent', providerMessageId: 'SG1' },
      { kind: 'rejected', code: 'bad_address', detail: 'no such host', bounced: true },
      { kind: 'retry', code: 'throttled', afterMs: 60_000 },
      { kind: 'unknown', code: 'garbage' },
    ];
    const records = inLane('low', 4).sort((a, b) => (a.delivery_id < b.delivery_id ? -1 : 1));
    records[3]!.when_in_doubt = 'hold';
    const byId = new Map(records.map((r, i) => [r.delivery_id, outcomes[i] as Outcome]));
    given({ provider: new ScriptedProvider((call) => byId.get(call.deliveryId) as Outcome, 100) });
    await handle(records);
    expect(lane.provider.sizes).toEqual([4]);
    const [sent, bounced, again, doubt] = records.map((r) => r.delivery_id) as [string, string, string, string];
    await settled(doubt, LEDGER.doubt);
    expect(await row(sent)).toMatchObject({ state: LEDGER.sent, provider_message_id: 'SG1' });
    expect(await row(bounced)).toMatchObject({ state: LEDGER.failed });
    expect(await row(again)).toMatchObject({ state: LEDGER.retry });
    await lane.ground.outbox.idle();
    expect([sent, bounced, again, doubt].map((id) => kinds(id)[0])).toEqual([
      'sent',
      'bounced',
      'scheduled',
      'processing',
    ]);
    expect([await notes(sent), await notes(bounced)]).toEqual([[], ['refused']]);
  });

  test('a refusal of the whole group that asks for time is honoured to the second', async () => {
    given({ provider: new ScriptedProvider(() => ({ kind: 'retry', code: 'throttled', afterMs: 60_000 }), 100) });
    const began = Date.now();
    await handle(inLane('low', 5));
    const rows = await lane.database.query<{ due: Date }>(
      `select due_at as due from outbox where destination = 'dispatch.email.low'`,
    );
    expect(rows).toHaveLength(1);
    const wait = (rows[0]?.due.getTime() ?? 0) - began;
    expect(wait).toBeGreaterThanOrEqual(60_000);
    expect(wait).toBeLessThan(62_000);
  });
});
