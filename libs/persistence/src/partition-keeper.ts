import type { Database } from './database.js';
import type { DropOptions, PartitionOptions } from './partitions.js';

export interface KeptTable extends PartitionOptions {
  readonly table: string;
  readonly drop?: DropOptions;
}

export declare class PartitionKeeper {
  constructor(db: Database, tables: readonly KeptTable[], onError: (error: unknown) => void);
  /** Makes what is missing now, then every six hours. */
  start(): Promise<void>;
  stop(): void;
}
