import { setTimeout as pause } from 'node:timers/promises';
import { isUnavailable } from '#libs/persistence';

const FIRST_MS = 50;
const MOST_MS = 2_000;

/**
 * Tries until the database is back: what was done must be written down, and what was not written must not be done. Gives up only
 * when told to stop.
 */
export async function untilWritten<T>(
  write: () => Promise<T>,
  stop: AbortSignal,
  told: (error: unknown) => void,
): Promise<T> {
  for (let delay = FIRST_MS; ; delay = Math.min(delay * 2, MOST_MS)) {
    try {
      return await write();
    } catch (error) {
      if (!isUnavailable(error) || stop.aborted) throw error;
      told(error);
      await pause(delay, undefined, { signal: stop }).catch(() => {});
    }
  }
}

/** Waits for all of them, also when one fails: what they hold is given back only when nobody uses it any more. */
export async function allEnded(work: readonly (Promise<void> | undefined)[]): Promise<void> {
  const ended = await Promise.allSettled(work.filter((one) => one !== undefined));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}
