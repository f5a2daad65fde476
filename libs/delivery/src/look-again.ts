import { FollowUps } from './follow-ups.js';
import type { Item } from './item.js';
import type { LaneParts } from './ports.js';

/** Lets the check come after the lease, and not just before. */
const AFTER_LEASE_MS = 250;

/**
 * Calls that take long do not hold their batches: a check at the end of their lease is written down, and their records are done.
 * The calls go on. If the process dies, the check finds a lease that ran out.
 */
export async function lookAgainLater(
  { source, priority, clock, db, outbox, log }: LaneParts,
  items: Item[],
): Promise<void> {
  const awaited = items.filter((item) => item.awaited);
  if (awaited.length === 0) return;
  const follow = new FollowUps(source, priority, clock.now());
  const now = performance.now();
  for (const item of awaited) {
    follow.again(item, item.dispatch.attempt, Math.max(0, item.leaseEnd - now) + AFTER_LEASE_MS);
  }
  try {
    outbox.release(await db.transaction((tx) => outbox.stage(tx, follow.rows())));
    for (const item of awaited) item.done();
  } catch (err) {
    log.warn({ err, records: awaited.length }, 'slow calls hold their batches');
  }
}
