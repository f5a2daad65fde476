/**
 * Daily range partitions over a UUIDv7 key, with a default partition, so that an id of any day finds its place. Each is
 * made as a table of its own and then attached, which holds no lock that readers or writers of the parent would feel.
 */
import { uuidv7Floor } from '#libs/kernel';
import { lock, tryLock } from './advisory-lock.js';
import type { Database } from './database.js';
import type { Statement, Transaction } from './statement.js';

export interface PartitionOptions {
  /** How many days ahead, today not counted; 3. */
  readonly days?: number;
  /** Storage parameters of each partition, such as 'fillfactor=70'. */
  readonly storage?: string;
  readonly now?: () => number;
}

export interface DropOptions {
  /** Whole days that are kept, besides today. */
  readonly keepDays: number;
  /** SQL condition over the table's rows that says a row is still open: one such row keeps its whole partition. */
  readonly open: string;
  readonly now?: () => number;
}

const DAY_MS = 86_400_000;

const startOfDay = (ms: number): number => ms - (ms % DAY_MS);
const partitionName = (table: string, day: number): string =>
  `${table}_p${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;
const dayOf = (table: string, partition: string): number | undefined => {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(partition.slice(table.length + 2)) ?? [];
  return year ? Date.parse(`${year}-${month}-${day}T00:00:00Z`) : undefined;
};

/** Without a name: prepared for this once only. */
const ddl = (text: string): Statement => ({ name: '', text, values: [] });

async function childrenOf(tx: Pick<Transaction, 'query'>, table: string): Promise<string[]> {
  const rows = await tx.query<{ child: string }>({
    name: 'partitions.children',
    text: `select c.relname as child from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = to_regclass($1)`,
    values: [table],
  });
  return rows.map((r) => r.child);
}

/** The key column of the parent's range. */
async function keyOf(tx: Transaction, table: string): Promise<string> {
  const [row] = await tx.query<{ key: string }>({
    name: 'partitions.key',
    text: `select a.attname as key from pg_partitioned_table p
      join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0] where p.partrelid = to_regclass($1)`,
    values: [table],
  });
  if (!row) throw new Error(`${table} is not a partitioned table`);
  return row.key;
}

async function addPartition(tx: Transaction, table: string, day: number, storage: string): Promise<void> {
  const key = await keyOf(tx, table);
  const name = partitionName(table, day);
  const from = uuidv7Floor(day);
  const to = uuidv7Floor(day + DAY_MS);
  const inside = `"${key}" >= '${from}' and "${key}" < '${to}'`;
  await tx.query(ddl(`create table "${name}" (like "${table}" including all)${storage ? ` with (${storage})` : ''}`));
  // Rows of that day that came before their partition, if any, move over from the default.
  await tx.query(
    ddl(
      `with moved as (delete from "${table}_default" where ${inside} returning *) insert into "${name}" select * from moved`,
    ),
  );
  await tx.query(ddl(`alter table "${table}" attach partition "${name}" for values from ('${from}') to ('${to}')`));
}

/** Makes the default partition and those of today and the coming days, where they are missing. */
export async function ensurePartitions(db: Database, table: string, options: PartitionOptions = {}): Promise<void> {
  const { days = 3, storage = '', now = Date.now } = options;
  const today = startOfDay(now());
  const wanted = Array.from({ length: days + 1 }, (_, i) => today + i * DAY_MS);
  const missing = (children: string[]) => wanted.filter((day) => !children.includes(partitionName(table, day)));
  const complete = (children: string[]) => children.includes(`${table}_default`) && missing(children).length === 0;
  if (complete(await childrenOf(db, table))) return;
  await db.transaction(async (tx) => {
    await lock(tx, `partitions.${db.schema}.${table}`);
    const children = await childrenOf(tx, table);
    if (!children.includes(`${table}_default`)) {
      await tx.query(ddl(`create table "${table}_default" partition of "${table}" default`));
    }
    for (const day of missing(children)) await addPartition(tx, table, day, storage);
  });
}

async function dropIfClosed(tx: Transaction, partition: string, open: string): Promise<boolean> {
  await tx.query(ddl(`lock table "${partition}" in access exclusive mode`));
  const [row] = await tx.query<{ any: boolean }>(
    ddl(`select exists(select 1 from "${partition}" where ${open}) as any`),
  );
  if (row?.any) return false;
  await tx.query(ddl(`drop table "${partition}"`));
  return true;
}

/** Drops partitions older than `keepDays` in which no row is open; answers their names. */
export async function dropOldPartitions(db: Database, table: string, options: DropOptions): Promise<string[]> {
  const { keepDays, open, now = Date.now } = options;
  const oldest = startOfDay(now()) - keepDays * DAY_MS;
  const dropped: string[] = [];
  for (const partition of await childrenOf(db, table)) {
    const day = dayOf(table, partition);
    if (day === undefined || day >= oldest) continue;
    const gone = await db.transaction(async (tx) => {
      await tx.query(ddl("set local lock_timeout = '2s'")); // rather tomorrow than in the way
      return (await tryLock(tx, `partitions.${db.schema}.${table}`)) && (await dropIfClosed(tx, partition, open));
    });
    if (gone) dropped.push(partition);
  }
  return dropped;
}
