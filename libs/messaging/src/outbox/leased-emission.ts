/**
 * Emits rows that are under our lease, and deletes them. While an emission is under way its lease is prolonged, so that a
 * slow Kafka does not double it; when it fails the rows are given back, due at once, to whichever relay finds Kafka first.
 */
import { grouped, type Database } from '#libs/persistence';
import { RecordRefusedError } from '../kafka/errors.js';
import { silentLog, type Log } from '../log.js';
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

/** What Kafka refuses is offered again only so often; it shows in the log and in the age of the oldest due row. */
const REFUSED_AGAIN_MS = 60_000;

export class LeasedEmission {
  bytesInFlight = 0;
  private inFlight = 0;
  private idleWaiters: (() => void)[] = [];
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

  get rowsInFlight(): number {
    return this.inFlight;
  }

  /** Never rejects. Answers in how many milliseconds the row is due again, if Kafka has not got it. */
  async send(row: LeasedRow): Promise<number | undefined> {
    this.track(row.bytes, 1);
    this.leases.add(row.id);
    try {
      await this.emitter.emit(row.destination, row.records);
      await this.remove(row.id).catch((error: unknown) => {
        this.log.warn({ err: error, row: row.id }, 'an emitted outbox row was not deleted: it is emitted again');
      });
      return undefined;
    } catch (error) {
      return await this.failed(row, error);
    } finally {
      this.leases.remove(row.id);
      this.track(-row.bytes, -1);
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.inFlight === 0 ? Promise.resolve() : new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  close(): Promise<void> {
    this.leases.stop();
    return this.idle();
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

  private track(bytes: number, rows: number): void {
    this.bytesInFlight += bytes;
    this.inFlight += rows;
    if (this.inFlight === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}
