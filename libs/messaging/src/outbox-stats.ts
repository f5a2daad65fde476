import type { Database } from '#libs/persistence';

export interface OutboxStats {
  /** Rows that are due and not yet emitted. */
  readonly due: number;
  /** All rows, those due later included. */
  readonly depth: number;
  readonly oldestDueSeconds: number;
}

/** Asked by SQL, so only when somebody scrapes. */
export declare function outboxStats(db: Database): Promise<OutboxStats>;
