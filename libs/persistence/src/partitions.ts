import type { Database } from './database.js';

export interface PartitionOptions {
  /** How many days ahead, today not counted; 3. */
  readonly days?: number;
  /** Storage parameters of each partition, such as 'fillfactor=70'. */
  readonly storage?: string;
  readonly now?: () => number;
}

export interface DropOptions {
  /** Whole days that are kept. */
  readonly keepDays: number;
  /** SQL condition over the table's rows that says a row is still open: one such row keeps its whole partition. */
  readonly open: string;
  readonly now?: () => number;
}

export declare function ensurePartitions(db: Database, table: string, options?: PartitionOptions): Promise<void>;
export declare function dropOldPartitions(db: Database, table: string, options: DropOptions): Promise<string[]>;
