import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 1_000;
/** So often in a row nothing may move. */
const STILL = 3;

/**
 * Waits until nothing moves any more, several times in a row: no delivery on its way but what is in doubt or held for longer, no
 * outbox row that is due, no callback owed. As long as it gets less, a slow machine is given more time, up to `mostMs`.
 * It must be more than the minute within which what is scheduled counts as moving. Answers whether it came in time.
 */
export async function untilQuiet(evidence, { timeoutMs, mostMs, progress }) {
  const began = Date.now();
  let end = began + timeoutMs;
  let still = 0;
  let told = 0;
  let least = Infinity;
  while (Date.now() < Math.min(end, began + mostMs)) {
    const moving = await movement(evidence).catch((error) => ({ unknown: error.message }));
    const count = Object.values(moving).reduce((sum, one) => sum + one, 0);
    still = count === 0 ? still + 1 : 0;
    if (still >= STILL) return true;
    if (count < least) end = Math.max(end, Date.now() + timeoutMs);
    least = Math.min(least, count);
    if (count !== 0 && Date.now() - told > 5_000) {
      progress.line(`waiting for quiet: ${JSON.stringify(moving)}`);
      told = Date.now();
    }
    await pause(EVERY_MS);
  }
  return false;
}

/** How much of each kind moves. */
async function movement(evidence) {
  const [open, outbox, callbacks] = await Promise.all([
    evidence.open(),
    evidence.outboxDue(),
    evidence.callbacksOwed(),
  ]);
  return { ...open, ...(outbox && { 'outbox rows': outbox }), ...(callbacks && { 'callbacks owed': callbacks }) };
}
