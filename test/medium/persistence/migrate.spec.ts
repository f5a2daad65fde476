import { Database, migrate, type MigrationClass } from '#libs/persistence';
import { testDatabase, type TestDatabase } from '#libs/testing';

interface Runner {
  query(sql: string): Promise<unknown>;
}

const migration = (name: string, sql: string): MigrationClass => {
  const type = class {
    name = name;
    up = (runner: Runner) => runner.query(sql);
    down = () => Promise.resolve();
  };
  return type;
};
const first = migration('CreateItem1700000000001', 'create table item (id int primary key)');
const second = migration('AddBody1700000000002', 'alter table item add column body text');
const broken = migration('Broken1700000000003', 'create table half (id int); select nonsense');

describe('migrations', () => {
  let admin: TestDatabase;
  beforeEach(async () => {
    admin = await testDatabase();
  });
  afterEach(() => admin.drop());

  const run = (...migrations: MigrationClass[]) => migrate(admin.url, admin.schema, migrations);

  it('run once each, in their schema', async () => {
    await expect(run(first)).resolves.toEqual(['CreateItem1700000000001']);
    await expect(run(first, second)).resolves.toEqual(['AddBody1700000000002']);
    await expect(run(first, second)).resolves.toEqual([]);
    const tables = await admin.query('select tablename as name from pg_tables where schemaname = $1 order by 1', [
      admin.schema,
    ]);
    expect(tables).toEqual([{ name: 'item' }, { name: 'migrations' }]);
  });

  it('run once when several instances start together', async () => {
    const ran = await Promise.all([run(first, second), run(first, second), run(first, second)]);
    expect(ran.flat()).toHaveLength(2);
  });

  it('leave nothing of one that fails', async () => {
    await expect(run(first, broken)).rejects.toThrow('nonsense');
    await expect(admin.query('select * from half')).rejects.toThrow('does not exist');
    await expect(run(first, second)).resolves.toEqual(['AddBody1700000000002']);
  });

  it('make the schema', async () => {
    const schema = `${admin.schema}_new`;
    await migrate(admin.url, schema, [first]);
    const db = Database.connect(admin.url, { schema, name: 'test' });
    await expect(db.query({ name: 'all', text: 'select * from item', values: [] })).resolves.toEqual([]);
    await db.close();
    await admin.query(`drop schema ${schema} cascade`);
  });
});
