import type { Priority } from '#libs/contracts';
import type { Database, Transaction } from '#libs/persistence';
import type { Emitter } from './emitter.js';
import type { Log } from './log.js';
import type { KafkaRecord } from './record.js';

export interface OutboxRowInput {
  /** A topic (without prefix), or `local:<name>` for a handler of this app, called by the relay. */
  readonly destination: string;
  readonly priority: Priority;
  readonly records: readonly KafkaRecord[];
  /** Absent: now, emitted by the writer under its lease. Present: left to the relay. */
  readonly dueAt?: Date;
}

export interface OutboxOptions {
  /** How long the writer has before the relay takes over; 10 s. It is prolonged while an emission is under way. */
  readonly leaseMs?: number;
  /** Bytes that wait for Kafka in memory; beyond it rows are left to the relay. 32 MB. */
  readonly maxBytesInFlight?: number;
  readonly log?: Log;
}

/** What `stage` wrote, to be handed to `release` after the commit. */
export interface Staged {
  readonly ids: readonly string[];
}

export declare class Outbox {
  constructor(db: Database, emitter: Emitter, options?: OutboxOptions);
  /** Adds the rows to the caller's transaction. Costs no round trip: they travel with what comes next, or the COMMIT. */
  stage(tx: Transaction, rows: readonly OutboxRowInput[]): Promise<Staged>;
  /** Call after the commit: emits in groups, then deletes. Never throws, never waits. */
  release(staged: Staged): void;
  /** Resolves when nothing released is waiting any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}
