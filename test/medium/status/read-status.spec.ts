import type { StatusEvent } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { NotificationReader } from '../../../apps/status/src/find/notification-reader.js';
import { proven } from '../../../apps/status/src/proof/proof.statement.js';
import { EventStore } from '../../../apps/status/src/record/event-store.js';
import { NotificationSearch } from '../../../apps/status/src/search/notification-search.js';
import { UnmovedDeliveries } from '../../../apps/status/src/unmoved/unmoved-deliveries.js';
import { anEvent, statusStore, type StatusStore } from './status-schema.js';

describe('reading how deliveries stand', () => {
  let tables: StatusStore;
  let reader: NotificationReader;
  let search: NotificationSearch;
  let tenant: string;
  beforeAll(async () => {
    tables = await statusStore();
    reader = new NotificationReader(tables.db);
    search = new NotificationSearch(tables.db, reader);
  });
  afterAll(() => tables.drop());
  beforeEach(() => {
    tenant = uuidv7();
  });

  const record = (...events: StatusEvent[]) => new EventStore(tables.db).store(events);
  const event = (over: Partial<StatusEvent>) => anEvent({ tenant_id: tenant, ...over });
  const find = (id: string, tenant_id = tenant) =>
    reader.find([{ tenant_id, notification_id: id }]).then(([found]) => found);

  it('links what was replayed to what it replaces, whichever of its events comes first, and nothing else', async () => {
    const notification_id = uuidv7();
    const [dead, replay] = [uuidv7(), uuidv7()];
    await record(event({ notification_id, delivery_id: replay, kind: 'sent', attempt: 1, replay_of: dead }));
    await record(
      event({ notification_id, delivery_id: replay, replay_of: dead }),
      event({ notification_id, delivery_id: dead, kind: 'dead', attempt: 5 }),
    );
    const found = await find(notification_id);
    expect(found!.status).toBe('SENT');
    const links = found!.deliveries.map(({ delivery_id, replay_of }) => [delivery_id, replay_of]);
    expect(links).toEqual([
      [dead, undefined],
      [replay, dead],
    ]);
    expect(await find(notification_id, uuidv7())).toBeNull();
  });

  it('tells the whole life of a notification, the claim included', async () => {
    const ids = { notification_id: uuidv7(), delivery_id: uuidv7() };
    const at = (second: number) => `2026-11-21T08:00:0${second}.000Z`;
    await record(
      event({
        ...ids,
        at: at(1),
        accepted_at: at(1),
        user_id: 'u1',
        notification_type: 'order_update',
        metadata: { k: 'v' },
      }),
      event({ ...ids, kind: 'delivered', attempt: 1, at: at(4), provider: 'sendgrid' }),
    );
    await record(
      event({
        ...ids,
        kind: 'sent',
        attempt: 1,
        seq: 2,
        at: at(3),
        claimed_at: at(2),
        provider: 'sendgrid',
        provider_message_id: 'm1',
      }),
    );
    const found = await find(ids.notification_id);
    expect(found).toMatchObject({
      status: 'DELIVERED',
      user_id: 'u1',
      notification_type: 'order_update',
      metadata: { k: 'v' },
      accepted_at: at(1),
      deliveries: [
        { status: 'DELIVERED', provider: 'sendgrid', provider_message_id: 'm1', attempt: 1, updated_at: at(4) },
      ],
    });
    expect(found?.timeline.map((e) => [e.at, e.event])).toEqual([
      [at(1), 'accepted'],
      [at(2), 'processing'],
      [at(3), 'sent'],
      [at(4), 'delivered'],
    ]);
  });

  it('says why: from the progress while it is on its way, from the deciding event when it has ended', async () => {
    const notification_id = uuidv7();
    const held = { notification_id, delivery_id: uuidv7() };
    const refused = { notification_id, delivery_id: uuidv7() };
    await record(
      event({ ...held, kind: 'scheduled', seq: 1, reason: 'retry', due_at: '2026-11-22T00:00:00.000Z' }),
      event({ ...refused, kind: 'failed', attempt: 1, reason: '21211' }),
    );
    expect(await find(notification_id)).toMatchObject({
      status: 'SCHEDULED',
      deliveries: [
        { delivery_id: held.delivery_id, reason: 'retry', due_at: '2026-11-22T00:00:00.000Z' },
        { delivery_id: refused.delivery_id, status: 'FAILED', reason: '21211' },
      ],
    });
  });

  it('answers in the order asked, and nothing of another tenant', async () => {
    const [a, b] = [event({}), event({})];
    await record(a, b);
    const keys = [b, a, event({})].map(({ tenant_id, notification_id }) => ({ tenant_id, notification_id }));
    const found = await reader.find(keys);
    expect(found.map((n) => n?.notification_id)).toEqual([b.notification_id, a.notification_id, undefined]);
    expect(await find(a.notification_id, 'other')).toBeNull();
  });

  it('pages through a search, newest first, by what was asked', async () => {
    const all = Array.from({ length: 5 }, (_, i) =>
      event({
        user_id: i < 3 ? 'u1' : 'u2',
        kind: i === 1 ? 'failed' : 'accepted',
        channel: i === 2 ? 'sms' : 'email',
      }),
    );
    await record(...all);
    await record(event({ notification_id: all[1]?.notification_id, kind: 'sent', attempt: 1 })); // a second delivery
    const ids = async (over: object) =>
      (await search.page({ tenant_id: tenant, limit: 10, ...over })).items.map((n) =>
        all.findIndex((e) => e.notification_id === n.notification_id),
      );
    expect(await ids({})).toEqual([4, 3, 2, 1, 0]);
    expect(await ids({ user_id: 'u1' })).toEqual([2, 1, 0]);
    expect(await ids({ channel: 'sms' })).toEqual([2]);
    expect(await ids({ status: 'SENT' })).toEqual([1]);
    expect(await ids({ status: 'FAILED' })).toEqual([]);
    expect(await ids({ before: new Date(0).toISOString() })).toEqual([]);
    const first = await search.page({ tenant_id: tenant, limit: 3 });
    const second = await search.page({ tenant_id: tenant, limit: 3, cursor: first.next_cursor });
    expect([first.items.length, second.items.length, second.next_cursor]).toEqual([3, 2, undefined]);
    expect(first.items[0]).not.toHaveProperty('timeline');
    expect(await ids({ cursor: 'made up' })).toEqual([]);
  });

  it('finds what did not move, again and again until it does', async () => {
    const unmoved = new UnmovedDeliveries(tables.db);
    const ask = async () => {
      const rows = await unmoved.find({
        priority: 'high',
        accepted_before: new Date(Date.now() + 1_000).toISOString(),
        limit: 100,
      });
      return rows.filter((r) => r.tenant_id === tenant).map((r) => r.delivery_id);
    };
    const [stuck, moved] = [event({ priority: 'high' }), event({ priority: 'high' })];
    await record(stuck, moved, event({ ...moved, event_id: uuidv7(), kind: 'sent', attempt: 1 }));
    expect(await ask()).toEqual([stuck.delivery_id]);
    expect(await ask()).toEqual([stuck.delivery_id]);
    await record(event({ ...stuck, event_id: uuidv7(), kind: 'scheduled', seq: 1 }));
    expect(await ask()).toEqual([]);
    const late = event({ priority: 'high' });
    const replay = event({ priority: 'high', replay_of: stuck.delivery_id });
    await record(late, replay);
    expect(await ask()).toEqual([late.delivery_id]); // who asks has nothing to emit a replay from
  });

  it('has proof when the provider or the target had it, and for its own tenant only', async () => {
    const kinds = ['accepted', 'sent', 'delivered', 'bounced', 'read', 'failed', 'expired'] as const;
    const events = kinds.map((kind) => event({ kind, attempt: 1 }));
    await record(...events);
    const rows = await tables.db.query<{ delivery_id: string }>(proven(events));
    const provenKinds = events.filter((e) => rows.some((r) => r.delivery_id === e.delivery_id)).map((e) => e.kind);
    expect(provenKinds).toEqual(['sent', 'delivered', 'bounced', 'read']);
    expect(await tables.db.query(proven(events.map((e) => ({ ...e, tenant_id: 'other' }))))).toEqual([]);
  });

  it('tells how far each delivery has come, in the order of the questions, and nothing across tenants', async () => {
    const ids = { notification_id: uuidv7(), delivery_id: uuidv7() };
    await record(event(ids), event({ ...ids, kind: 'read', channel: 'in_app' }));
    const nobody = uuidv7();
    const asked = await reader.standing([
      { tenant_id: tenant, notification_id: nobody },
      { tenant_id: tenant, notification_id: ids.notification_id },
      { tenant_id: 'another', notification_id: ids.notification_id },
    ]);
    expect(asked).toEqual([
      { deliveries: [] },
      { deliveries: [{ delivery_id: ids.delivery_id, channel: 'email', status: 'READ' }] },
      { deliveries: [] },
    ]);
  });
});
