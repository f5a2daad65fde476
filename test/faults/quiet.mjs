import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 1_000;
/** So often in a row nothing may move. */
const STILL = 3;
/** What is due later than this is held, and not waited for. */
const SOON_MS = 60_000;

/**
 * Waits until nothing moves any more: no delivery on its way but what is in doubt or held, no callback owed, no outbox row
 * that is not such a hold, and that several times in a row. Answers whether it came in time.
 */
export async function untilQuiet(evidence, { timeoutMs, progress }) {
  const end = Date.now() + timeoutMs;
  let still = 0;
  let told = 0;
  while (Date.now() < end) {
    const moving = await movement(evidence).catch((error) => `cannot look: ${error.message}`);
    still = moving ? 0 : still + 1;
    if (still >= STILL) return true;
    if (moving && Date.now() - told > 5_000) {
      progress.line(`waiting for quiet: ${moving}`);
      told = Date.now();
    }
    await pause(EVERY_MS);
  }
  return false;
}

/** What moves, in words; nothing when all is quiet. */
async function movement(evidence) {
  const [open, outbox, callbacks] = await Promise.all([
    evidence.open(),
    evidence.outboxRows(),
    evidence.callbacksOwed(),
  ]);
  const soon = Date.now() + SOON_MS;
  const moving = open.filter(
    ({ status, due_at }) =>
      status === 'ACCEPTED' || status === 'PROCESSING' || (status === 'SCHEDULED' && Date.parse(due_at) < soon),
  );
  const held = open.some(({ status }) => status === 'SCHEDULED' || status.endsWith('in doubt'));
  const parts = [
    ...moving.map(({ status, count }) => `${count} ${status}`),
    ...(callbacks ? [`${callbacks} callbacks owed`] : []),
    ...(outbox && !held ? [`${outbox} outbox rows`] : []),
  ];
  return parts.join(', ');
}
