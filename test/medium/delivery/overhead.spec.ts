import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { build } from '../running/build.js';
import { makeTables } from './tables.js';

const here = import.meta.dirname;
const run = promisify(execFile);
/** Far above what it is on a quiet machine: this catches a mistake of another order, not a slow day. */
const MOST_CPU_US = 400;

interface Figures {
  readonly cpu_us: number;
  readonly wall_us: number;
  readonly per_second: number;
  readonly sent: number;
}

describe('what a delivery costs beside the call of its provider', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    await build(); // the bench runs on dist/
    database = await testDatabase({ migrate: makeTables });
  }, 60_000);
  afterAll(() => database.drop());

  test.each([
    ['one call each', '1'],
    ['500 a call', '500'],
  ])(
    '%s',
    async (name, group) => {
      const args = ['--no-warnings', '--import', join(here, 'typescript.mjs'), join(here, 'overhead.bench.ts')];
      const env = { ...process.env, NODE_OPTIONS: '', JEST_WORKER_ID: undefined };
      const { stdout } = await run(process.execPath, [...args, database.url, database.schema, '10000', group], { env });
      const figures = JSON.parse(stdout.trim().split('\n').at(-1) as string) as Figures;
      process.stderr.write(
        `delivery engine, ${name}: ${figures.cpu_us} µs of CPU a delivery, ${figures.per_second}/s\n`,
      );
      expect(figures.cpu_us).toBeLessThan(MOST_CPU_US);
    },
    60_000,
  );
});
