/** What producers are told of: once each, whoever dies, and nothing of another tenant's. */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DispatchRecord, EventFilter, StatusEvent, TargetOf } from '#libs/contracts';
import { uuidv7, type EventKind } from '#libs/kernel';
import { Outbox, Relay } from '#libs/messaging';
import { testTenant, until } from '#libs/testing';
import { LocalKeys, Vault } from '#libs/vault';
import { EventStore } from '../../../apps/status/src/record/event-store.js';
import { ActiveSubscriptions } from '../../../apps/status/src/subscriptions/active-subscriptions.js';
import { EventTeller } from '../../../apps/status/src/subscriptions/event-teller.js';
import { OwnEvents } from '../../../apps/status/src/subscriptions/own-events.js';
import { SubscriptionStore } from '../../../apps/status/src/subscriptions/subscription-store.js';
import { build } from '../running/build.js';
import { FakeEmitter } from '../messaging/outbox-harness.js';
import { anEvent, statusStore, type StatusStore } from './status-schema.js';

const key = randomBytes(32);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface Told {
  readonly record: DispatchRecord;
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
}

describe('subscriptions to events', () => {
  const vault = new Vault(new LocalKeys([{ id: 'k1', key }]));
  const emitter = new FakeEmitter();
  let tables: StatusStore;
  let active: ActiveSubscriptions;
  let subscriptions: SubscriptionStore;
  let own: OwnEvents;
  let store: EventStore;
  let outbox: Outbox;
  let tenant: string;

  beforeAll(async () => {
    tables = await statusStore();
    const { db } = tables;
    await build(); // for the process that is killed
    active = new ActiveSubscriptions(db, vault, silent);
    await active.start();
    outbox = new Outbox(db, emitter, { leaseMs: 500 });
    const teller = new EventTeller(active, outbox, vault);
    store = new EventStore(db, 0, teller);
    subscriptions = new SubscriptionStore(db, vault, active);
    own = new OwnEvents(db, vault, subscriptions, teller);
  }, 60_000);
  afterAll(async () => {
    await active.stop();
    await outbox.close();
    await tables.drop();
  });
  beforeEach(() => {
    tenant = testTenant();
    emitter.emitted.splice(0);
  });

  const subscribe = (filter: EventFilter = {}, tenantId = tenant) =>
    subscriptions.create(tenantId, { url: 'https://example.com/events', enabled: true, ...filter });
  const told = (): Told[] =>
    emitter.emitted.flatMap(({ topic, records }) =>
      records.map(({ value }) => {
        const record = JSON.parse(value) as DispatchRecord;
        const { body } = JSON.parse(vault.open(record.tenant_id, record.content)) as { body: string };
        return { topic, record, data: (JSON.parse(body) as { data: Record<string, unknown> }).data };
      }),
    );
  const targetOf = ({ record }: Told) => JSON.parse(vault.open(record.tenant_id, record.target)) as TargetOf<'webhook'>;
  const event = (over: Partial<StatusEvent> = {}) => anEvent({ tenant_id: tenant, ...over });
  /** Of one delivery, one after another. */
  const life = (kinds: readonly EventKind[], over: Partial<StatusEvent> = {}): StatusEvent[] => {
    const ids = { notification_id: uuidv7(), delivery_id: uuidv7() };
    return kinds.map((kind) => event({ ...ids, kind, attempt: kind === 'accepted' ? 0 : 1, ...over }));
  };
  const record = async (...events: StatusEvent[]) => {
    const settled = await store.store(events);
    expect(settled.filter(({ ok }) => !ok)).toEqual([]);
    await outbox.idle();
  };
  const statuses = () => told().map(({ data }) => data.status);

  it('are told each status once, by a dispatch to the webhook channel that is signed with their secret', async () => {
    const { subscription, secret } = await subscribe();
    const [accepted, delivered] = life(['accepted', 'delivered'], {
      user_id: 'u1',
      notification_type: 'order_update',
      metadata: { order: '12' },
    });
    await record(accepted!);
    await record(delivered!);
    const [first, second] = told();
    expect([first?.topic, statuses()]).toEqual(['dispatch.webhook.low', ['ACCEPTED', 'DELIVERED']]);
    expect(first?.record).toMatchObject({ channel: 'webhook', subscription_id: subscription.id, priority: 'low' });
    expect(first?.record.user_id).toBeUndefined();
    expect(second?.data).toEqual({
      notification_id: delivered?.notification_id,
      delivery_id: delivered?.delivery_id,
      user_id: 'u1',
      notification_type: 'order_update',
      channel: 'email',
      priority: 'medium',
      status: 'DELIVERED',
      attempt: 1,
      at: delivered?.at,
      metadata: { order: '12' },
    });
    expect(targetOf(first!)).toEqual({
      channel: 'webhook',
      endpoint_id: subscription.id,
      url: 'https://example.com/events',
      secret,
    });
    const page = await subscriptions.events({ tenant_id: tenant, id: subscription.id }, undefined, 10);
    expect(page?.items.map(({ status }) => status).sort()).toEqual(['ACCEPTED', 'DELIVERED']);
  });

  it('are told of what is critical in the critical lane', async () => {
    await subscribe();
    await record(event({ priority: 'critical' }));
    expect(told()).toMatchObject([{ topic: 'dispatch.webhook.critical' }]);
  });

  it('are told nothing twice, in whatever groups and however often the same comes', async () => {
    await subscribe();
    const events = life(['accepted', 'sent', 'delivered']);
    await record(...events);
    await record(...events, ...events);
    await Promise.all([record(events[1]!), record(events[2]!, events[0]!)]);
    expect(statuses().sort()).toEqual(['ACCEPTED', 'DELIVERED', 'SENT']);
    await record({ ...events[2]!, event_id: uuidv7(), kind: 'opened' });
    expect(statuses()).toHaveLength(3);
  });

  it('are told that it was a test by each event about what a test key has sent, and by no other', async () => {
    await subscribe();
    const tested = life(['accepted', 'sent', 'delivered'], { test: true });
    await record(tested[0]!, tested[1]!);
    await record(tested[2]!);
    const live = life(['accepted', 'delivered']);
    await record(...live);
    const marks = (id: string) =>
      told()
        .filter(({ data }) => data.delivery_id === id)
        .map(({ data }) => `${String(data.status)} ${String(data.test)}`)
        .sort();
    expect(marks(tested[0]!.delivery_id)).toEqual(['ACCEPTED true', 'DELIVERED true', 'SENT true']);
    expect(marks(live[0]!.delivery_id)).toEqual(['ACCEPTED undefined', 'DELIVERED undefined']);
  });

  it('hear of a failure where the delivery stands there, and not of one that came late', async () => {
    await subscribe({ statuses: ['FAILED', 'DEAD'] });
    const ids = { notification_id: uuidv7(), delivery_id: uuidv7() };
    await record(event({ ...ids, kind: 'sent', attempt: 2 }));
    await record(event({ ...ids, kind: 'failed', attempt: 1 }));
    await record(...life(['accepted', 'dead'], { reason: 'retries_exhausted' }));
    expect(told().map(({ data }) => [data.status, data.reason])).toEqual([['DEAD', 'retries_exhausted']]);
  });

  it('are filtered by type, status and channel', async () => {
    const [byType, byStatus, byChannel] = await Promise.all([
      subscribe({ types: ['newsletter'] }),
      subscribe({ statuses: ['READ'] }),
      subscribe({ channels: ['sms'] }),
    ]);
    await record(event({ notification_type: 'newsletter' }));
    await record(event({ notification_type: 'order_update', kind: 'read' }));
    await record(event({ notification_type: 'order_update', channel: 'sms' }));
    const seen = told().map((one) => [one.record.subscription_id, one.data.status]);
    expect(seen).toEqual([
      [byType.subscription.id, 'ACCEPTED'],
      [byStatus.subscription.id, 'READ'],
      [byChannel.subscription.id, 'ACCEPTED'],
    ]);
  });

  it('know the type also of what a callback told first', async () => {
    await subscribe({ types: ['newsletter'], statuses: ['DELIVERED'] });
    const [accepted, delivered] = life(['accepted', 'delivered']);
    await record(delivered!);
    expect(told()).toEqual([]);
    await record({ ...accepted!, notification_type: 'newsletter' });
    expect(statuses()).toEqual(['DELIVERED']);
  });

  it('are told nothing of other tenants, and cannot be touched by them', async () => {
    const other = testTenant();
    const theirs = await subscribe({}, other);
    await record(event());
    expect(told()).toEqual([]);
    const stranger = { tenant_id: tenant, id: theirs.subscription.id };
    expect(await subscriptions.get(stranger)).toBeNull();
    expect(await subscriptions.rotate(stranger, 60)).toBeNull();
    expect(await subscriptions.put(stranger, { url: 'https://example.org', enabled: false })).toBeNull();
    expect(await subscriptions.events(stranger, undefined, 10)).toBeNull();
    expect(await own.test(stranger)).toBeNull();
    const sample = await own.test({ tenant_id: other, id: theirs.subscription.id });
    expect(await own.replay(stranger, sample!.id)).toBeNull();
    expect(await subscriptions.delete(stranger)).toBe(false);
  });

  it('stop when they are disabled or gone, and hold the moment that is answered', async () => {
    const { subscription } = await subscribe();
    const ref = { tenant_id: tenant, id: subscription.id };
    await subscriptions.put(ref, { url: subscription.url, enabled: false });
    await record(event());
    expect(told()).toEqual([]);
    await subscriptions.put(ref, { url: 'https://example.com/moved', enabled: true });
    await record(event());
    expect(told().map((one) => targetOf(one).url)).toEqual(['https://example.com/moved']);
    expect(await subscriptions.delete(ref)).toBe(true);
    await record(event());
    expect(told()).toHaveLength(1);
  });

  it('get both secrets while one takes over from the other', async () => {
    const { subscription, secret } = await subscribe();
    const rotated = await subscriptions.rotate({ tenant_id: tenant, id: subscription.id }, 3_600);
    expect(rotated?.secret).not.toBe(secret);
    await record(event());
    const target = targetOf(told()[0]!);
    expect([target.secret, target.previous?.secret]).toEqual([rotated?.secret, secret]);
    expect(Date.parse(target.previous!.until)).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('can be tried with a sample, and sent again what they were told', async () => {
    const { subscription } = await subscribe({ statuses: ['READ'] });
    const ref = { tenant_id: tenant, id: subscription.id };
    await own.test(ref);
    await record(event({ kind: 'read' }));
    const page = await subscriptions.events(ref, undefined, 10);
    const read = page?.items.find(({ status }) => status === 'READ');
    const again = await own.replay(ref, read!.id);
    await outbox.idle();
    expect(told().map(({ data }) => [data.test, data.sample])).toEqual([
      [true, true],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    const [, first, second] = told();
    expect([second?.record.delivery_id, second?.record.replay_of]).toEqual([again?.id, first?.record.delivery_id]);
    expect(second?.data).toEqual(first?.data);
  });

  it('are known to another instance with the commit', async () => {
    const other = new ActiveSubscriptions(tables.db, vault, silent);
    await other.start();
    await until(() =>
      tables.db.query({ name: 'l', text: `select 1 from pg_stat_activity where query like 'listen %'`, values: [] }),
    );
    await subscribe();
    await until(() => other.of(tenant).length === 1, { timeoutMs: 5_000 });
    await other.stop();
  });

  it.each(['before_commit', 'after_commit'] as const)(
    'lose nothing when the status app is killed %s of what it stores',
    async (point) => {
      await subscribe();
      const events = life(['accepted', 'delivered']);
      const { url, schema } = tables.db;
      const child = fork(
        join(import.meta.dirname, 'doomed-recorder.worker.ts'),
        [url, schema, point, JSON.stringify(events), key.toString('base64')],
        {
          execArgv: ['--no-warnings', '--import', join(import.meta.dirname, '../delivery/typescript.mjs')],
          env: { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined },
        },
      );
      const [said] = (await once(child, 'message')) as [{ at: string }];
      expect(said.at).toBe(point);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const relay = new Relay(tables.db, url, emitter, { leaseMs: 500, sweepMs: 500 });
      relay.start();
      await record(...events); // Kafka brings them again: their offsets were not committed
      await until(() => statuses().length >= 2, { timeoutMs: 15_000 });
      const left = { name: 'left', text: 'select 1 from outbox', values: [] };
      await until(async () => (await tables.db.query(left)).length === 0, { timeoutMs: 15_000 });
      await relay.stop();
      expect(statuses().sort()).toEqual(['ACCEPTED', 'DELIVERED']);
    },
    60_000,
  );
});
