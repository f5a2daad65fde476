import { Database, migrate } from '#libs/persistence';
import {
  KafkaUnavailableError,
  Outbox,
  outboxTable,
  Relay,
  type KafkaRecord,
  type OutboxOptions,
  type OutboxRowInput,
  type RecordEmitter,
  type RelayOptions,
} from '#libs/messaging';
import { testDatabase, until, type TestDatabase } from '#libs/testing';

interface Emission {
  readonly topic: string;
  readonly records: readonly KafkaRecord[];
  readonly at: number;
}

/** A Kafka that can be slow, or away. */
export class FakeEmitter implements RecordEmitter {
  readonly emitted: Emission[] = [];
  up = true;
  /** Awaited before anything is taken. */
  delay: Promise<unknown> | undefined;
  private readonly listeners: (() => void)[] = [];
  private waiters: (() => void)[] = [];

  async emit(topic: string, records: readonly KafkaRecord[]): Promise<void> {
    await this.delay;
    if (!this.up) throw new KafkaUnavailableError();
    this.emitted.push({ topic, records, at: Date.now() });
  }

  whenUp(signal: AbortSignal): Promise<void> {
    if (this.up) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      signal.addEventListener('abort', () => resolve());
    });
  }

  onUp(listener: () => void): void {
    this.listeners.push(listener);
  }

  comeBack(): void {
    this.up = true;
    for (const wake of [...this.waiters.splice(0), ...this.listeners]) wake();
  }

  get values(): string[] {
    return this.emitted.flatMap((e) => e.records.map((r) => r.value));
  }

  has(count: number, timeoutMs = 10_000): Promise<unknown> {
    return until(() => this.values.length >= count, { timeoutMs, everyMs: 5, what: `${count} emitted records` });
  }
}

class CreateOutbox1700000000000 {
  up(runner: { query(sql: string): Promise<unknown> }): Promise<unknown> {
    return runner.query(outboxTable());
  }
  async down(): Promise<void> {}
}

/** An outbox table of one test, with as many writers and relays as it wants. */
export class OutboxBench {
  private readonly closing: (() => Promise<unknown>)[] = [];
  private constructor(
    readonly admin: TestDatabase,
    readonly db: Database,
  ) {}

  static async open(): Promise<OutboxBench> {
    const admin = await testDatabase({
      migrate: (url, schema) => migrate(url, schema, [CreateOutbox1700000000000]),
    });
    const options = { schema: admin.schema, name: 'outbox-test', max: 8, connectTimeoutMs: 30_000 };
    return new OutboxBench(admin, Database.connect(admin.url, options));
  }

  outbox(emitter: RecordEmitter, options: OutboxOptions = {}): Outbox {
    const outbox = new Outbox(this.db, emitter, { leaseMs: 1_000, ...options });
    this.closing.push(() => outbox.close());
    return outbox;
  }

  relay(emitter: RecordEmitter, options: RelayOptions = {}): Relay {
    const relay = new Relay(this.db, this.admin.url, emitter, { leaseMs: 1_000, retryMs: 50, ...options });
    this.closing.push(() => relay.stop());
    relay.start();
    return relay;
  }

  /** Commits the rows; what becomes of them is up to the caller. */
  stage(outbox: Outbox, ...rows: OutboxRowInput[]) {
    return this.db.transaction((tx) => outbox.stage(tx, rows));
  }

  async depth(): Promise<number> {
    return (await this.admin.query<{ n: number }>('select count(*)::int as n from outbox'))[0]?.n as number;
  }

  empty(): Promise<unknown> {
    return until(async () => (await this.depth()) === 0, { what: 'an empty outbox' });
  }

  async close(): Promise<void> {
    for (const close of this.closing) await close();
    await this.db.close();
    await this.admin.drop();
  }
}

export const row = (value: string, more: Partial<OutboxRowInput> = {}): OutboxRowInput => ({
  destination: 'dispatch.email.low',
  priority: 'low',
  records: [{ key: 'k', value }],
  ...more,
});

export const inMs = (ms: number): Date => new Date(Date.now() + ms);
