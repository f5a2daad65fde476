import type { Database } from './database.js';
import { dropOldPartitions, ensurePartitions, type DropOptions, type PartitionOptions } from './partitions.js';

export interface KeptTable extends PartitionOptions {
  readonly table: string;
  readonly drop?: DropOptions;
}

const EVERY_MS = 6 * 3_600_000;

/** Keeps days ahead of the clock: at start, and every few hours, so that one failure or night off does no harm. */
export class PartitionKeeper {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly tables: readonly KeptTable[],
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Makes what is missing now, then every six hours. */
  async start(): Promise<void> {
    for (const { table, ...options } of this.tables) await ensurePartitions(this.db, table, options);
    this.timer = setInterval(() => void this.keep(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async keep(): Promise<void> {
    for (const { table, drop, ...options } of this.tables) {
      try {
        await ensurePartitions(this.db, table, options);
        if (drop) await dropOldPartitions(this.db, table, drop);
      } catch (error) {
        this.onError(error);
      }
    }
  }
}
