import { uuidv7Floor } from '#libs/kernel';
import { Database, dropOldPartitions, ensurePartitions } from '#libs/persistence';
import { testDatabase, type TestDatabase } from '#libs/testing';

const DAY_MS = 86_400_000;
const today = Date.parse('2026-03-10T12:00:00Z');
const now = () => today;

describe('daily partitions', () => {
  let admin: TestDatabase;
  let db: Database;

  beforeEach(async () => {
    admin = await testDatabase();
    await admin.query('create table item (id uuid primary key, state int not null default 0) partition by range (id)');
    await admin.query('create index on item (state)');
    db = Database.connect(admin.url, { schema: admin.schema, name: 'test' });
  });
  afterEach(async () => {
    await db.close();
    await admin.drop();
  });

  const insert = (ms: number, state = 0) => admin.query('insert into item values ($1, $2)', [uuidv7Floor(ms), state]);
  const counts = async () => {
    const rows = await admin.query<{ t: string; n: number }>(
      'select tableoid::regclass::text as t, count(*)::int as n from item group by 1 order by 1',
    );
    return Object.fromEntries(rows.map((r) => [r.t, r.n]));
  };
  const partitions = async () => {
    const rows = await admin.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'item'::regclass order by 1`,
    );
    return rows.map((r) => r.name);
  };

  it('are made for today and the coming days, with a default', async () => {
    await ensurePartitions(db, 'item', { days: 1, storage: 'fillfactor=70', now });
    expect(await partitions()).toEqual(['item_default', 'item_p20260310', 'item_p20260311']);
    for (const day of [-3, 0, 1, 9]) await insert(today + day * DAY_MS);
    expect(await counts()).toEqual({ item_default: 2, item_p20260310: 1, item_p20260311: 1 });
  });

  it('may be asked for again, and by many at once', async () => {
    await Promise.all([1, 2, 3].map(() => ensurePartitions(db, 'item', { days: 1, now })));
    await ensurePartitions(db, 'item', { days: 2, now });
    expect(await partitions()).toHaveLength(4);
  });

  it('take over what the default held for them', async () => {
    await ensurePartitions(db, 'item', { days: 0, now });
    await insert(today + DAY_MS);
    await ensurePartitions(db, 'item', { days: 1, now });
    expect(await counts()).toEqual({ item_p20260311: 1 });
  });

  it('are dropped when they are old and nothing in them is open', async () => {
    for (const age of [3, 2, 1]) await ensurePartitions(db, 'item', { days: 0, now: () => today - age * DAY_MS });
    await insert(today - 3 * DAY_MS, 1);
    await insert(today - 2 * DAY_MS, 0);
    const drop = () => dropOldPartitions(db, 'item', { keepDays: 1, open: 'state = 0', now });
    await expect(drop()).resolves.toEqual(['item_p20260307']);
    await admin.query('update item set state = 1');
    await expect(drop()).resolves.toEqual(['item_p20260308']);
    expect(await partitions()).toEqual(['item_default', 'item_p20260309']);
  });
});
