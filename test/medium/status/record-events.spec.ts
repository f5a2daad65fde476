import fc from 'fast-check';
import type { StatusEvent } from '#libs/contracts';
import { EVENT_KINDS, factsOf, mergeFacts, NO_FACTS, statusOf, uuidv7 } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { EventStore } from '../../../apps/status/src/record/event-store.js';
import { PROGRESS } from '../../../apps/status/src/record/sql-status.js';
import { NotificationReader } from '../../../apps/status/src/find/notification-reader.js';
import { anEvent, statusStore, type StatusStore } from './status-schema.js';

interface Row {
  status: string;
  seen: number;
  sent: number;
  failed: number;
  progress_seq: number;
  progress: number;
  reason: string | null;
  due_at: Date | null;
}

const anyFact = fc.record({
  kind: fc.constantFrom(...EVENT_KINDS),
  attempt: fc.integer({ min: 0, max: 40 }),
  seq: fc.integer({ min: 0, max: 5 }),
  reason: fc.option(fc.constantFrom('retry', 'in_doubt', 'quiet_hours'), { nil: undefined }),
  due_at: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'), { nil: undefined }),
});
/** Events of one delivery in some order, some of them twice, cut into groups. */
const anyHistory = fc
  .array(anyFact, { minLength: 1, maxLength: 10 })
  .chain((facts) =>
    fc.tuple(
      fc.constant(facts),
      fc.array(fc.nat(facts.length - 1), { maxLength: 5 }),
      fc.array(fc.nat(4), { minLength: 15, maxLength: 15 }),
      fc.shuffledSubarray([...facts.keys()], { minLength: facts.length }),
    ),
  );

describe('recording events', () => {
  let tables: StatusStore;
  let db: Database;
  let store: EventStore;
  beforeAll(async () => {
    tables = await statusStore();
    db = tables.db;
    store = new EventStore(db);
  });
  afterAll(() => tables.drop());

  const rowOf = async (deliveryId: string): Promise<Row | undefined> => {
    const text = `select status, seen, sent, failed, progress_seq, progress, reason, due_at from deliveries where id = $1`;
    return (await db.query<Row>({ name: 'row', text, values: [deliveryId] }))[0];
  };
  const historySize = async (deliveryId: string): Promise<number> => {
    const text = 'select count(*)::int as n from history where delivery_id = $1';
    return (await db.query<{ n: number }>({ name: 'history', text, values: [deliveryId] }))[0]?.n ?? 0;
  };

  it('leaves the row that the kernel concludes, in whatever order, groups and repetitions events come', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async ([facts, again, cuts, order]) => {
        const ids = { notification_id: uuidv7(), delivery_id: uuidv7() };
        const events = facts.map((fact) => anEvent({ ...ids, ...fact }));
        const arriving = [...order, ...again].map((i) => events[i] as StatusEvent);
        const groups = Object.values(Object.groupBy(arriving, (_, i) => String(cuts[i])));
        for (const group of groups) await store.store(group as StatusEvent[]);

        const expected = events.map((e) => factsOf({ ...e, dueAt: e.due_at })).reduce(mergeFacts, NO_FACTS);
        const row = await rowOf(ids.delivery_id);
        expect(row).toEqual({
          status: statusOf(expected),
          seen: expected.seen,
          sent: expected.sent,
          failed: expected.failed,
          progress_seq: expected.progress.seq,
          progress: PROGRESS.indexOf(expected.progress.status),
          reason: expected.progress.reason ?? null,
          due_at: expected.progress.dueAt ? new Date(expected.progress.dueAt) : null,
        });
        expect(await historySize(ids.delivery_id)).toBe(events.length);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the settlement of a first attempt with its delivery, and any other in the history', async () => {
    const ids = { notification_id: uuidv7(), delivery_id: uuidv7() };
    const at = '2026-11-21T08:00:02.500Z';
    const settled = { ...ids, kind: 'sent', attempt: 1, seq: 1, at, claimed_at: '2026-11-21T08:00:02.250Z' } as const;
    const told = { provider: 'sendgrid', provider_message_id: 'm-1', detail: '202' };
    const first = anEvent({ ...settled, ...told });
    // The same once more, before its acceptance, and beside it what says something else.
    await store.store([first]);
    await store.store([
      anEvent({ ...ids, accepted_at: '2026-11-21T08:00:02.000Z', at: '2026-11-21T08:00:02.000Z' }),
      first,
    ]);
    expect(await historySize(ids.delivery_id)).toBe(0);
    const others = [
      anEvent({ ...settled, at: '2026-11-21T08:00:03.500Z', attempt: 2 }),
      anEvent({ ...settled, at: '2026-11-21T08:00:04.500Z', reason: 'proof' }),
      anEvent({ ...settled, at: '2026-11-21T08:00:05.500Z', kind: 'delivered', claimed_at: undefined }),
    ];
    await store.store(others);
    expect(await historySize(ids.delivery_id)).toBe(others.length);
    const [state] = await new NotificationReader(db).find([{ tenant_id: 'acme', ...ids }]);
    expect(state?.timeline.map(({ event, attempt, at }) => `${event} ${attempt} ${at.slice(17, 23)}`)).toEqual([
      'accepted 0 02.000',
      'processing 1 02.250',
      'processing 2 02.250',
      'sent 1 02.500',
      'sent 2 03.500',
      'sent 1 04.500',
      'delivered 1 05.500',
    ]);
    expect(state?.timeline.find(({ event }) => event === 'sent')).toMatchObject({
      provider: 'sendgrid',
      detail: '202',
    });
    expect(state?.deliveries).toMatchObject([{ status: 'DELIVERED', provider_message_id: 'm-1' }]);
  });

  it('fills in what a callback did not know', async () => {
    const delivered = anEvent({ kind: 'delivered' });
    const ids = { notification_id: delivered.notification_id, delivery_id: delivered.delivery_id };
    await store.store([delivered]);
    await store.store([anEvent({ ...ids, user_id: 'u1', notification_type: 'order_update', metadata: { a: '"b"' } })]);
    const text = 'select user_id, notification_type, metadata, status from deliveries where id = $1';
    expect(await db.query({ name: 'filled', text, values: [ids.delivery_id] })).toEqual([
      { user_id: 'u1', notification_type: 'order_update', metadata: { a: '"b"' }, status: 'DELIVERED' },
    ]);
  });

  it('loses one event that Postgres refuses, and only that one', async () => {
    const events = Array.from({ length: 20 }, (_, i) => anEvent(i === 13 ? { reason: 'a NUL: \0' } : {}));
    const settled = await store.store(events);
    expect(settled.map((s) => s.ok)).toEqual(events.map((_, i) => i !== 13));
    expect(await rowOf(events[12]?.delivery_id as string)).toBeDefined();
    expect(await rowOf(events[13]?.delivery_id as string)).toBeUndefined();
  });

  it('does not let an event of another tenant touch a delivery', async () => {
    const own = anEvent();
    await store.store([own]);
    await store.store([anEvent({ ...own, event_id: uuidv7(), kind: 'failed', tenant_id: 'other' })]);
    expect((await rowOf(own.delivery_id))?.status).toBe('ACCEPTED');
  });
});
