import type { Database } from '#libs/persistence';

export interface OutboxStats {
  /** All rows, those due later included. */
  readonly depth: number;
  /** Rows that are due and not yet emitted. */
  readonly due: number;
  /** 0 when nothing is due. */
  readonly oldestDueSeconds: number;
}

const STATS = `select count(*)::int as depth, (count(*) filter (where due_at <= now()))::int as due,
  coalesce(greatest(0, extract(epoch from now() - min(due_at))), 0)::float8 as "oldestDueSeconds" from outbox`;

/** Asked by SQL, so only when somebody scrapes. */
export async function outboxStats(db: Database): Promise<OutboxStats> {
  const [stats] = await db.query<OutboxStats>({ name: 'outbox.stats', text: STATS, values: [] });
  return stats as OutboxStats;
}
