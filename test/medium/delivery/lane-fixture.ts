import type { Outcome } from '#libs/delivery';
import { testDatabase, until, type TestDatabase } from '#libs/testing';
import { undocumented } from '../contracts/emitted-records.js';
import { ScriptedProvider } from './doubles.js';
import { laneGround, type Ground, type GroundOptions } from './lane-ground.js';
import { makeTables } from './tables.js';

interface Row {
  readonly state: number;
  readonly attempt: number;
  readonly claims: number;
  readonly seq: number;
  readonly provider_message_id: string;
}

/** Lanes over a real Postgres for the tests of one file: `given` makes one, which ends with its test. */
export class LaneFixture {
  database!: TestDatabase;
  ground!: Ground;
  provider!: ScriptedProvider;

  constructor() {
    beforeAll(async () => {
      this.database = await testDatabase({ migrate: makeTables });
    });
    afterAll(() => this.database.drop());
    afterEach(async () => {
      await this.ground.close();
      const { topics } = this.ground.kafka;
      const wrong = [...topics].flatMap(([topic, records]) => records.map((record) => undocumented(topic, record)));
      expect(new Set(wrong.filter(Boolean))).toEqual(new Set());
      await this.database.query('delete from outbox'); // what is due later is no business of the next test
    });
  }

  readonly given = (over: Partial<GroundOptions> = {}): Ground => {
    const { url, schema } = this.database;
    this.provider = (over.provider as ScriptedProvider | undefined) ?? new ScriptedProvider();
    // Only death.spec.ts waits for leases to run out; here none does, however busy the machine is.
    const timing = { leaseMs: 20_000, ...over.timing };
    this.ground = laneGround({ url, schema, ...over, timing, provider: this.provider });
    return this.ground;
  };

  readonly row = async (id: string): Promise<Row> => {
    const rows = await this.database.query<Row>('select * from ledger where delivery_id = $1', [id]);
    return rows[0] as Row;
  };

  readonly notes = async (id: string): Promise<string[]> => {
    const text = 'select event from attempts where delivery_id = $1 order by attempt_id';
    return (await this.database.query<{ event: string }>(text, [id])).map((r) => r.event);
  };

  readonly settled = (id: string, state: number) =>
    until(async () => (await this.row(id))?.state === state, { timeoutMs: 5_000, what: `state ${state} of ${id}` });

  readonly kinds = (id: string) => this.ground.kafka.events(id).map((e) => e.kind);
}

/** A provider that gives these answers in turn, and the last one for ever. */
export const answers = (...outcomes: Outcome[]) =>
  new ScriptedProvider((_, time) => outcomes[Math.min(time, outcomes.length) - 1] as Outcome);
