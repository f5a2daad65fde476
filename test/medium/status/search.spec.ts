import type { StatusEvent, StatusSearch } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { NotificationReader } from '../../../apps/status/src/find/notification-reader.js';
import { EventStore } from '../../../apps/status/src/record/event-store.js';
import { NotificationSearch } from '../../../apps/status/src/search/notification-search.js';
import { searchPage } from '../../../apps/status/src/search/search.statement.js';
import { anEvent, statusStore, type StatusStore } from './status-schema.js';

/** A partition is read whole, and is not empty. */
const READS_ALL = /Seq Scan on \S+ \S+ +\(cost=0\.00\.\.(?!0\.00)/;

describe('the search', () => {
  let tables: StatusStore;
  let search: NotificationSearch;
  let tenant: string;
  beforeAll(async () => {
    tables = await statusStore();
    search = new NotificationSearch(tables.db, new NotificationReader(tables.db));
  });
  afterAll(() => tables.drop());
  beforeEach(() => {
    tenant = uuidv7();
  });

  const record = (...events: StatusEvent[]) => new EventStore(tables.db).store(events);
  const event = (over: Partial<StatusEvent>) => anEvent({ tenant_id: tenant, ...over });
  const found = async (over: Partial<StatusSearch>) =>
    (await search.page({ tenant_id: tenant, limit: 10, ...over })).items.map((one) => one.notification_id);
  const labels = () =>
    tables.db.query<{ n: number }>({ name: '', text: 'select count(*)::int as n from labels', values: [] });

  it('finds by all the entries of metadata that are asked for, to the letter, newest first', async () => {
    const [a, b, c] = [
      event({ metadata: { order: '1', region: 'eu' }, user_id: 'ada' }),
      event({ metadata: { order: '1', region: 'us' }, user_id: 'bob' }),
      event({ metadata: { order: '10' } }),
    ] as const;
    await record(a, b, c);
    await record(event({ ...a, event_id: uuidv7(), delivery_id: uuidv7(), channel: 'sms' })); // its second delivery
    const ids = [b, a].map((one) => one.notification_id);
    expect(await found({ metadata: { order: '1' } })).toEqual(ids);
    expect(await found({ metadata: { order: '1', region: 'us' } })).toEqual([b.notification_id]);
    expect(await found({ metadata: { order: '1' }, user_id: 'ada' })).toEqual([a.notification_id]);
    expect(await found({ metadata: { order: '1' }, channel: 'sms' })).toEqual([a.notification_id]);
    expect(await found({ metadata: { order: '1', region: 'asia' } })).toEqual([]);
    expect(await found({ metadata: { '1': 'order' } })).toEqual([]);
    expect(await found({ metadata: {} })).toHaveLength(3);
    const first = await search.page({ tenant_id: tenant, limit: 1, metadata: { order: '1' } });
    expect([first.items[0]?.notification_id, first.next_cursor]).toEqual([b.notification_id, b.notification_id]);
    expect(await found({ metadata: { order: '1' }, cursor: b.notification_id })).toEqual([a.notification_id]);
  });

  it('finds nothing of another tenant', async () => {
    await record(event({ metadata: { order: '1' } }));
    expect(await found({ tenant_id: 'other', metadata: { order: '1' } })).toEqual([]);
  });

  it('keeps an entry once, however often and by whomever it is told; who sends no metadata leaves none', async () => {
    const [before] = await labels();
    const one = event({ metadata: { order: '2' } });
    await record(one, event({ ...one, event_id: uuidv7(), delivery_id: uuidv7() }));
    await record(one);
    await record(event({ ...one, event_id: uuidv7(), kind: 'sent', attempt: 1, seq: 1 }), event({}));
    expect((await labels())[0]?.n).toBe((before?.n ?? 0) + 1);
  });

  it('takes metadata as long and as odd as they may be', async () => {
    const metadata = { ['k'.repeat(64)]: '\u{1f600}'.repeat(256), '': 'x', __proto__x: 'y' };
    const one = event({ metadata });
    await record(one);
    expect(await found({ metadata })).toEqual([one.notification_id]);
  });

  describe('among many', () => {
    const plan = async (over: Partial<StatusSearch>): Promise<string> => {
      const { text, values } = searchPage({ tenant_id: tenant, limit: 20, ...over }, 21);
      const rows = await tables.db.query<{ 'QUERY PLAN': string }>({ name: '', text: `explain ${text}`, values });
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    beforeEach(async () => {
      const events = Array.from({ length: 5_000 }, (_, i) =>
        event({ user_id: `u${i % 500}`, metadata: i % 2 ? { order: `o${i}`, region: 'eu' } : undefined }),
      );
      const store = new EventStore(tables.db);
      for (let i = 0; i < events.length; i += 500) await store.store(events.slice(i, i + 500));
      for (const table of ['deliveries', 'labels'])
        await tables.db.query({ name: '', text: `analyze ${table}`, values: [] });
    });

    it('uses the index that is there for it', async () => {
      expect(await plan({ user_id: 'u7' })).toMatch(/tenant_id_user_id_notification_id/);
      expect(await plan({ user_id: 'u7' })).not.toMatch(READS_ALL);
      const byMetadata = await plan({ metadata: { order: 'o7', region: 'eu' } });
      expect(byMetadata).toMatch(/labels_\w*pkey/);
      expect(byMetadata).not.toMatch(READS_ALL);
      expect(await found({ metadata: { order: 'o7' } })).toHaveLength(1);
      expect(await found({ user_id: 'u7' })).toHaveLength(10);
    }, 60_000);
  });
});
