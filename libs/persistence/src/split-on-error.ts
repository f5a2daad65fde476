import { CarillonError } from '#libs/kernel';
import { isConflict, isStatementError, isUnavailable } from './errors.js';

export type Settled<O> = { readonly ok: true; readonly value: O } | { readonly ok: false; readonly error: unknown };

/** Whether some items of the group may do better without the others. */
const worthSplitting = (error: unknown): boolean =>
  !isUnavailable(error) && !isStatementError(error) && !(error instanceof CarillonError && error.retryable);

const CONFLICT_RETRIES = 3;

/**
 * Writes a group; if it fails by one bad item, halves it until only that item fails. What is nobody's fault (no
 * connection, wrong SQL) is thrown, since splitting would only repeat it. A group that met a deadlock is tried again whole.
 */
export async function splitOnError<I, O>(
  items: I[],
  write: (items: I[]) => Promise<readonly O[]>,
  conflictRetries = CONFLICT_RETRIES,
): Promise<Settled<O>[]> {
  if (items.length === 0) return [];
  try {
    return (await write(items)).map((value) => ({ ok: true, value }));
  } catch (error) {
    if (isConflict(error) && conflictRetries > 0) return splitOnError(items, write, conflictRetries - 1);
    if (isConflict(error) || !worthSplitting(error)) throw error;
    if (items.length === 1) return [{ ok: false, error }];
    const half = items.length >> 1;
    const first = await splitOnError(items.slice(0, half), write);
    return first.concat(await splitOnError(items.slice(half), write));
  }
}
