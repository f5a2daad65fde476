import type { Database } from '#libs/persistence';
import { doubling } from '../kafka/abortable.js';
import type { Log } from '../log.js';
import type { KafkaRecord } from '../record.js';
import { LeaseKeeper } from './lease-keeper.js';
import { decodeRecords } from './records-codec.js';
import { deleteRows, wakeRowsIn, type TakenRow } from './statements.js';

export type LocalHandler = (records: readonly KafkaRecord[]) => Promise<void>;

export const LOCAL = 'local:';
const RETRY_MOST_MS = 60_000;

/** Rows whose destination is a handler of this app: deleted when it returns, kept for later when it throws. */
export class LocalRows {
  private readonly leases: LeaseKeeper;

  constructor(
    private readonly db: Database,
    private readonly handlers: Readonly<Record<string, LocalHandler>>,
    leaseMs: number,
    private readonly retryMs: number,
    private readonly log: Log,
  ) {
    this.leases = new LeaseKeeper(leaseMs, (ids) => db.query(wakeRowsIn(ids, leaseMs)));
  }

  get destinations(): string[] {
    return Object.keys(this.handlers).map((name) => LOCAL + name);
  }

  /** Answers when to look again. */
  async handle(row: TakenRow): Promise<number | undefined> {
    this.leases.add(row.id);
    try {
      const handler = this.handlers[row.destination.slice(LOCAL.length)] as LocalHandler;
      await handler(decodeRecords(row.records));
      await this.db.query(deleteRows([row.id]));
      return undefined;
    } catch (error) {
      return await this.later(row, error);
    } finally {
      this.leases.remove(row.id);
    }
  }

  stop(): void {
    this.leases.stop();
  }

  private async later(row: TakenRow, error: unknown): Promise<number> {
    const ms = doubling(this.retryMs, RETRY_MOST_MS, row.tries);
    this.log.warn({ err: error, row: row.id, destination: row.destination, tries: row.tries, ms }, 'a local row waits');
    await this.db.query(wakeRowsIn([row.id], ms)).catch(() => {}); // with the database away, its lease runs out
    return ms;
  }
}
