import pg from 'pg';
import type { Logger, MigrationInterface } from 'typeorm';

export type MigrationClass = new () => MigrationInterface;

const nothing = (): void => {};
/** What fails is thrown; TypeORM would print it as well. */
const SILENT: Logger = {
  log: nothing,
  logMigration: nothing,
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
};

const TABLE = 'migrations';

const nameOf = (migration: MigrationClass): string => new migration().name ?? migration.name;

async function pending(client: pg.Client, schema: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const { rows: known } = await client.query<{ table: string | null }>('select to_regclass($1) as table', [
    `${schema}.${TABLE}`,
  ]);
  if (!known[0]?.table) return migrations.map(nameOf);
  const { rows } = await client.query<{ name: string }>(`select name from "${schema}"."${TABLE}"`);
  const done = new Set(rows.map((r) => r.name));
  return migrations.map(nameOf).filter((name) => !done.has(name));
}

/** TypeORM is loaded only when there is something to run: it is big, and an app that starts again needs nothing of it. */
async function run(url: string, schema: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    applicationName: `${schema}-migrations`,
    migrations: [...migrations],
    migrationsTableName: TABLE,
    installExtensions: false,
    logging: false,
    logger: SILENT,
    poolSize: 1,
    extra: { options: `-c search_path=${schema}` },
  });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).map((m) => m.name);
  } finally {
    await source.destroy();
  }
}

/**
 * Makes the schema and runs what has not run in it yet; answers the names of what ran. Instances that start together
 * wait for each other. The schema is the search path, so migrations name their tables without it.
 */
export async function migrate(url: string, schema: string, migrations: readonly MigrationClass[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: `${schema}-migrations` });
  client.on('error', () => {}); // the query under way reports it
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`migrate.${schema}`]);
    await client.query(`create schema if not exists "${schema}"`);
    return (await pending(client, schema, migrations)).length === 0 ? [] : await run(url, schema, migrations);
  } finally {
    await client.end();
  }
}
