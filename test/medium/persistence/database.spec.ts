import { join } from 'node:path';
import { CommitUnknownError, Database, DatabaseUnavailableError } from '#libs/persistence';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { build } from '../running/build.js';
import { lastLineOf } from '../running/program.js';
import { TcpProxy } from './tcp-proxy.js';

const insert = (id: number, text = 'x') => ({
  name: 'insert',
  text: 'insert into item(id, body) values ($1, $2) returning id',
  values: [id, text],
});
const all = { name: 'all', text: 'select id from item order by id', values: [] };

describe('the database', () => {
  let admin: TestDatabase;
  let schema: string;
  let url: string;
  /** Nobody else’s connections are ended. */
  let name: string;
  let db: Database;

  beforeEach(async () => {
    admin = await testDatabase();
    ({ schema, url } = admin);
    await admin.query('create table item (id int primary key, body text, data jsonb, tags text[])');
    name = `test-${schema}`;
    db = Database.connect(url, { schema, name });
  });
  afterEach(async () => {
    await db.close();
    await admin.drop();
  });

  const ids = async () => (await db.query<{ id: number }>(all)).map((r) => r.id);

  it('answers the rows of a statement, and prepares it once', async () => {
    await expect(db.query(insert(1))).resolves.toEqual([{ id: 1 }]);
    await expect(db.query(insert(2))).resolves.toEqual([{ id: 2 }]);
    await expect(ids()).resolves.toEqual([1, 2]);
  });

  it('leaves nothing of a group to the collection of the whole heap', async () => {
    await build();
    const bytes = await lastLineOf(join(import.meta.dirname, 'left-behind.bench.ts'), [url, schema]);
    // Of 17 kB that each makes.
    expect(Number(bytes || NaN)).toBeLessThan(800);
  }, 60_000);

  it('writes arrays, JSON, bytes and null as they are', async () => {
    const text = 'insert into item select * from unnest($1::int[], $2::text[], $3::jsonb[]) returning data';
    const data = [{ a: 'quote " backslash \\ {brace}, ü' }, null];
    const rows = await db.query({ name: 'many', text, values: [[1, 2], ['NULL', null], data] });
    expect(rows).toEqual([{ data: data[0] }, { data: null }]);
    await expect(
      db.query({ name: 'b', text: 'select $1::bytea as b', values: [Buffer.from([0, 1])] }),
    ).resolves.toEqual([{ b: Buffer.from([0, 1]) }]);
  });

  it('commits a batch whole, in order', async () => {
    const rows = await db.batch([insert(1), insert(2), all]);
    expect(rows).toEqual([[{ id: 1 }], [{ id: 2 }], [{ id: 1 }, { id: 2 }]]);
  });

  it('commits nothing of a batch with a bad statement, and the connection stays of use', async () => {
    await db.query(insert(1));
    await expect(db.batch([insert(2), insert(1), insert(3)])).rejects.toMatchObject({ code: '23505' });
    await expect(ids()).resolves.toEqual([1]);
    await expect(db.batch([insert(2), insert(3)])).resolves.toHaveLength(2);
  });

  it('commits a transaction, and rolls back one whose work fails', async () => {
    await db.transaction(async (tx) => {
      const [a, b] = await Promise.all([tx.query(insert(1)), tx.query(insert(2))]);
      expect([a, b]).toEqual([[{ id: 1 }], [{ id: 2 }]]);
      tx.enqueue(insert(3));
    });
    const failing = db.transaction(async (tx) => {
      await tx.query(insert(4));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await expect(ids()).resolves.toEqual([1, 2, 3]);
  });

  it('commits what was only enqueued', async () => {
    await db.transaction((tx) => Promise.resolve(tx.enqueue(insert(1))));
    await expect(ids()).resolves.toEqual([1]);
  });

  it('fails when something enqueued fails at the COMMIT, and keeps nothing', async () => {
    const work = db.transaction(async (tx) => {
      await tx.query(insert(1));
      tx.enqueue(insert(1));
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    await expect(ids()).resolves.toEqual([]);
  });

  it('takes no more statements after one has failed', async () => {
    const work = db.transaction(async (tx) => {
      await tx.query(insert(1));
      await tx.query(insert(1)).catch(() => {});
      await tx.query(insert(2)).catch(() => {});
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    await expect(ids()).resolves.toEqual([]);
  });

  it('refuses two texts under one name', async () => {
    await db.query({ name: 'same', text: 'select 1', values: [] });
    const second = { name: 'same', text: 'select 2', values: [] };
    const one = Database.connect(url, { schema, name: 'test', max: 1 });
    await one.query({ name: 'same', text: 'select 1', values: [] });
    await expect(one.query(second)).rejects.toThrow('two texts');
    await expect(one.query(all)).resolves.toEqual([]);
    await one.close();
  });

  it('is unavailable when nobody listens', async () => {
    const nowhere = Database.connect('postgres://postgres@127.0.0.1:1/postgres', { schema, name: 'test' });
    await expect(nowhere.query(all)).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await nowhere.close();
  });

  it('is unavailable when a statement takes too long', async () => {
    const hasty = Database.connect(url, { schema, name: 'test', statementTimeoutMs: 50 });
    const slow = hasty.query({ name: 'slow', text: 'select pg_sleep(5)', values: [] });
    await expect(slow).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await hasty.close();
  });

  it('survives its idle connections being killed', async () => {
    await db.query(all);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name]);
    await expect(db.query(all).catch(() => db.query(all))).resolves.toEqual([]);
  });

  describe('whose connection breaks', () => {
    let proxy: TcpProxy;
    let through: Database;
    beforeEach(async () => {
      proxy = await TcpProxy.to(url);
      through = Database.connect(proxy.url(url), { schema, name: 'test', max: 1 });
      await through.query(all);
    });
    afterEach(async () => {
      await through.close();
      await proxy.close();
    });

    it('says that nobody knows, when it was during the COMMIT, and the write may be there', async () => {
      const work = through.transaction(async (tx) => {
        await tx.query(insert(1));
        proxy.dropAnswers();
      });
      await expect(work).rejects.toBeInstanceOf(CommitUnknownError);
      await expect(ids()).resolves.toEqual([1]);
    });

    it('is merely unavailable before it', async () => {
      const work = through.transaction(async (tx) => {
        await tx.query(insert(1));
        proxy.dropAnswers();
        await tx.query(insert(2));
      });
      await expect(work).rejects.toBeInstanceOf(DatabaseUnavailableError);
      await expect(ids()).resolves.toEqual([]);
    });

    it('goes on with a new one', async () => {
      proxy.dropAnswers();
      await expect(through.query(all)).rejects.toBeInstanceOf(DatabaseUnavailableError);
      await expect(through.query(all)).resolves.toEqual([]);
    });
  });
});
