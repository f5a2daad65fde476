/**
 * Emits rows that are under our lease, and deletes them. While an emission is under way its lease is prolonged, so that a
 * slow Kafka does not double it; when it fails the rows are given back, due at once, to whichever relay finds Kafka first.
 */
import { grouped, type Database } from '#libs/persistence';
import { RecordRefusedError } from '../kafka/errors.js';
import { silentLog, type Log } from '../log.js';
import { doubling, sleep } from '../kafka/abortable.js';
import type { KafkaRecord } from '../record.js';
import { LeaseKeeper } from './lease-keeper.js';
import { deleteRows, wakeRowsIn } from './statements.js';
import type { RecordEmitter } from './record-emitter.js';

export interface LeasedRow {
  readonly id: string;
  readonly destination: string;
  readonly records: readonly KafkaRecord[];
  readonly bytes: number;
}

interface Waiter {
  readonly bytes: number;
  readonly rows: number;
  readonly resolve: () => void;
}

/** What Kafka refuses is offered again only so often; it shows in the log and in the age of the oldest due row. */
const REFUSED_AGAIN_MS = 60_000;
const DELETE_RETRIES = 4;
const DELETE_RETRY_MS = 500;
const CLOSE_MS = 3_000;

export class LeasedEmission {
  bytesInFlight = 0;
  private inFlight = 0;
  private waiters: Waiter[] = [];
  private readonly leases: LeaseKeeper;
  private readonly remove: (id: string) => Promise<void>;
  private readonly giveBack: (id: string) => Promise<void>;

  constructor(
    private readonly db: Database,
    private readonly emitter: RecordEmitter,
    leaseMs: number,
    private readonly log: Log = silentLog,
  ) {
    this.leases = new LeaseKeeper(leaseMs, (ids) => db.query(wakeRowsIn(ids, leaseMs)));
    const each = (write: (ids: string[]) => Promise<unknown>) =>
      grouped<string, void>(async (ids) => (await write(ids), ids.map(() => undefined)), { inFlight: 1 });
    this.remove = each((ids) => this.db.query(deleteRows(ids)));
    this.giveBack = each((ids) => this.db.query(wakeRowsIn(ids, 0)));
  }

  /** Keeps the lease of what is sent later. */
  keep(id: string): void {
    this.leases.add(id);
  }

  isKept(id: string): boolean {
    return this.leases.isHeld(id);
  }

  /** Somebody else has it, or will. */
  letGo(id: string): void {
    this.leases.remove(id);
  }

  /** Never rejects. Answers in how many milliseconds the row is due again, if Kafka has not got it. */
  async send(row: LeasedRow): Promise<number | undefined> {
    this.track(row.bytes, 1);
    this.leases.add(row.id);
    try {
      await this.emitter.emit(row.destination, row.records);
    } catch (error) {
      const againMs = await this.failed(row, error);
      this.finish(row);
      return againMs;
    }
    await this.removeAtLast(row.id);
    this.finish(row);
    return undefined;
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.below({ rows: 0, bytes: 0 });
  }

  /** Resolves when no more than so much is under way. */
  below({ bytes, rows = Infinity }: { readonly bytes: number; readonly rows?: number }): Promise<void> {
    if (this.isBelow({ bytes, rows })) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ bytes, rows, resolve }));
  }

  /** Waits for what is still to be sent, and for what is under way, but not for ever: the rows are safe. */
  async close(sent: Promise<void> = Promise.resolve()): Promise<void> {
    const enough = new AbortController();
    await Promise.race([sent.then(() => this.idle()), sleep(CLOSE_MS, enough.signal)]);
    enough.abort();
    this.leases.stop();
  }

  /** A row that stays is emitted once more, so a database that is away for seconds only is waited for. */
  private async removeAtLast(id: string): Promise<void> {
    for (let failures = 1; ; failures++) {
      try {
        return await this.remove(id);
      } catch (error) {
        if (failures > DELETE_RETRIES) {
          this.log.warn({ err: error, row: id }, 'an emitted outbox row was not deleted: it is emitted again');
          return;
        }
        await sleep(doubling(DELETE_RETRY_MS, DELETE_RETRY_MS * 4, failures));
      }
    }
  }

  private finish(row: LeasedRow): void {
    this.leases.remove(row.id);
    this.track(-row.bytes, -1);
  }

  /** With the database away as well, the lease runs out by itself. */
  private async failed(row: LeasedRow, error: unknown): Promise<number> {
    if (!(error instanceof RecordRefusedError)) {
      await this.giveBack(row.id).catch(() => {});
      return 0;
    }
    this.log.error({ err: error, row: row.id, destination: row.destination }, 'Kafka refuses an outbox row');
    await this.db.query(wakeRowsIn([row.id], REFUSED_AGAIN_MS)).catch(() => {});
    return REFUSED_AGAIN_MS;
  }

  private isBelow({ bytes, rows }: { readonly bytes: number; readonly rows: number }): boolean {
    return this.bytesInFlight <= bytes && this.inFlight <= rows;
  }

  private track(bytes: number, rows: number): void {
    this.bytesInFlight += bytes;
    this.inFlight += rows;
    if (rows > 0 || this.waiters.length === 0) return;
    const [ready, waiting] = [[] as Waiter[], [] as Waiter[]];
    for (const waiter of this.waiters) (this.isBelow(waiter) ? ready : waiting).push(waiter);
    this.waiters = waiting;
    for (const { resolve } of ready) resolve();
  }
}
