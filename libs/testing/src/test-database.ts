import pg from 'pg';
import { dependencies } from './dependencies.js';
import { testSchema } from './names.js';

export interface TestDatabase {
  readonly url: string;
  readonly schema: string;
  /** Runs one statement in the test's schema, for setting up and for looking. */
  query<R extends object>(text: string, values?: unknown[]): Promise<R[]>;
  /** Drops the schema and closes the connection; for `afterAll`. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Makes the tables: `(url, schema) => migrate(url, schema, migrations)`. */
  migrate?: (url: string, schema: string) => Promise<unknown>;
  schema?: string;
}

/** A schema of the test's own, empty or with an app's tables in it. */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { postgres: url } = dependencies({ postgres: 'real' });
  const schema = options.schema ?? testSchema();
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` });
  client.on('error', () => {}); // a test may restart Postgres; the next query says so
  await client.connect();
  await client.query(`create schema if not exists "${schema}"`);
  await options.migrate?.(url, schema);
  return {
    url,
    schema,
    query: async <R extends object>(text: string, values?: unknown[]) => (await client.query<R>(text, values)).rows,
    async drop() {
      await client.query(`drop schema if exists "${schema}" cascade`);
      await client.end();
    },
  };
}
