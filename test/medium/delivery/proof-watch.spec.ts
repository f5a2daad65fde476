/** What Amazon tells of a mail ends its doubt: SES cannot be asked, and its events carry our own tags. */
import type { DispatchRecord, StatusEvent } from '#libs/contracts';
import { Doubts, LEDGER, ProofWatch } from '#libs/delivery';
import { testTenant, until } from '#libs/testing';
import { statusEventOf } from '../../../apps/gateway/src/callbacks/callback-event.js';
import { readSesEvent } from '../../../apps/gateway/src/callbacks/ses/ses.events.js';
import { proven } from '../../../apps/status/src/proof/proof.statement.js';
import { EventStore } from '../../../apps/status/src/record/event-store.js';
import { statusStore, type StatusStore } from '../status/status-schema.js';
import { answers, LaneFixture } from './lane-fixture.js';
import { aBatch, aRecord } from './records.js';

const HOUR_MS = 3_600_000;

describe('a doubt', () => {
  const lane = new LaneFixture();
  let status: StatusStore;
  let tenant: string;
  let doubts: Doubts;
  let watch: ProofWatch;
  beforeAll(async () => {
    status = await statusStore();
  }, 30_000);
  afterAll(() => status.drop());
  beforeEach(() => {
    tenant = testTenant();
    // Its own check comes so late that nothing here can come of it.
    lane.given({
      provider: answers({ kind: 'unknown', code: 'timeout' }),
      timing: { doubtFirstMs: HOUR_MS, doubtMostMs: HOUR_MS },
    });
    doubts = new Doubts(lane.ground.desk);
    watch = new ProofWatch({ db: lane.ground.db, proof, doubts, everyMs: 50, log: lane.ground.desk.log }, 2);
    lane.ground.loop();
    watch.start();
  });
  afterEach(() => watch.stop());

  /** As the status app answers it. */
  const proof = {
    ask: async (records: readonly DispatchRecord[]): Promise<boolean[]> => {
      const found = await status.db.query<{ delivery_id: string }>(proven(records));
      return records.map(({ delivery_id }) => found.some((row) => row.delivery_id === delivery_id));
    },
  };
  const doubted = async (): Promise<DispatchRecord> => {
    const record = aRecord({ tenant_id: tenant, when_in_doubt: 'hold' });
    await lane.ground.engine.handle(aBatch([record]));
    expect(await lane.row(record.delivery_id)).toMatchObject({ state: LEDGER.doubt });
    return record;
  };
  /** As SNS brings it, through the reading of the gateway, to the store. */
  const tells = async (record: DispatchRecord, eventType: string, particulars: object) => {
    const { notification_id, delivery_id, tenant_id, channel, priority } = record;
    const ids = { notification_id, delivery_id, tenant_id, channel, priority, attempt: '1' };
    const tags = Object.fromEntries(Object.entries(ids).map(([name, value]) => [name, [value]]));
    const mail = { messageId: 'ses-1', timestamp: new Date().toISOString(), destination: ['ada@example.com'], tags };
    const event = readSesEvent({ eventType, mail, ...particulars })!;
    await new EventStore(status.db).store([statusEventOf(event, event.origin!) as StatusEvent]);
  };

  test.each([
    ['Send', { send: {} }],
    ['Delivery', { delivery: { timestamp: new Date().toISOString() } }],
    ['Bounce', { bounce: { bounceType: 'Permanent', timestamp: new Date().toISOString() } }],
  ])('is over soon after SES tells of a %s, and nobody has to ask', async (eventType, particulars) => {
    const [record, other] = [await doubted(), await doubted()];
    await tells(record, eventType, particulars);
    await lane.settled(record.delivery_id, LEDGER.sent);
    await until(() => lane.kinds(record.delivery_id).includes('sent'));
    expect(lane.ground.kafka.events(record.delivery_id).at(-1)).toMatchObject({
      kind: 'sent',
      reason: 'proof',
      provider: 'scripted',
      attempt: 1,
    });
    expect(await lane.notes(record.delivery_id)).toEqual(['unknown_outcome', 'proof']);
    expect((await doubts.list({ tenant_id: tenant, limit: 10 })).map(({ id }) => id)).toEqual([other.delivery_id]);
    expect(await lane.row(other.delivery_id)).toMatchObject({ state: LEDGER.doubt });
    expect(lane.provider.calls).toHaveLength(2);
  });

  test('behind many others has its turn, page by page', async () => {
    const records = [];
    for (let i = 0; i < 5; i++) records.push(await doubted());
    const last = records
      .map(({ delivery_id }) => delivery_id)
      .sort()
      .at(-1);
    await tells(
      records.find(({ delivery_id }) => delivery_id === last)!,
      'Send',
      { send: {} },
    );
    await lane.settled(last!, LEDGER.sent);
  });

  test('that somebody has decided meanwhile stays as it was decided', async () => {
    const record = await doubted();
    const [found] = await lane.database.query<{ record: DispatchRecord }>(
      'select delivery_id as id, record from doubts where delivery_id = $1',
      [record.delivery_id],
    );
    await doubts.resolve({ tenant_id: tenant, id: record.delivery_id, resolution: 'give_up', by: 'ada' });
    await doubts.proven([found as unknown as Parameters<Doubts['proven']>[0][number]]);
    expect(await lane.row(record.delivery_id)).toMatchObject({ state: LEDGER.failed });
  });
});
