import { join } from 'node:path';
import { testDatabase, type TestDatabase } from '#libs/testing';
import { build } from '../running/build.js';
import { lastLineOf } from '../running/program.js';
import { makeTables } from './tables.js';

const here = import.meta.dirname;
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
      const args = [database.url, database.schema, '10000', group];
      const figures = JSON.parse(await lastLineOf(join(here, 'overhead.bench.ts'), args)) as Figures;
      process.stderr.write(
        `delivery engine, ${name}: ${figures.cpu_us} µs of CPU a delivery, ${figures.per_second}/s\n`,
      );
      expect(figures.cpu_us).toBeLessThan(MOST_CPU_US);
    },
    60_000,
  );
});
