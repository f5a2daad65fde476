import type { Database } from '#libs/persistence';
import type { Emitter } from './emitter.js';
import type { Log } from './log.js';
import type { KafkaRecord } from './record.js';

export type LocalHandler = (records: readonly KafkaRecord[]) => Promise<void>;

export interface RelayOptions {
  /** Handlers by name: the row's destination is `local:<name>`. One that throws gets its row again, later. */
  readonly local?: Readonly<Record<string, LocalHandler>>;
  readonly leaseMs?: number;
  /** Looks even when nothing woke it; 30 s. */
  readonly sweepMs?: number;
  /** First delay after a failed local handler; doubles up to 60 s. 1 s. */
  readonly retryMs?: number;
  readonly log?: Log;
}

/** Emits what is due and what its writer left behind. Any number of instances share one table. */
export declare class Relay {
  /** `url` must lead to Postgres itself, not to a pooler: LISTEN needs a session. */
  constructor(db: Database, url: string, emitter: Emitter, options?: RelayOptions);
  start(): void;
  stop(): Promise<void>;
}
