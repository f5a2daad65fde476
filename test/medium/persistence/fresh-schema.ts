import { randomBytes } from 'node:crypto';
import pg from 'pg';

export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: medium tests need real services`);
  return value;
}

/** A schema of its own for one test, with these tables in it. Names sort by age, so that leftovers can be told. */
export async function freshSchema(url: string, ddl: string): Promise<string> {
  const schema = `t${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create schema ${schema}; set search_path = ${schema}; ${ddl}`);
  } finally {
    await client.end();
  }
  return schema;
}
