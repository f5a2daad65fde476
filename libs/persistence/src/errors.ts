import { CarillonError } from '#libs/kernel';

/** Postgres cannot be reached, is starting or stopping, or did not answer in time. Nothing of the call was committed. */
export class DatabaseUnavailableError extends CarillonError {
  constructor(cause: unknown) {
    super('database_unavailable', 'The database does not answer', { retryable: true, level: 'warn', cause });
  }
}

/**
 * The connection was lost while the COMMIT was under way: it may have happened or not. The caller reads the ids that it
 * wrote back (they are its own, made before the write) and answers accordingly.
 */
export class CommitUnknownError extends CarillonError {
  constructor(cause: unknown) {
    super('commit_unknown', 'The connection was lost during COMMIT', { retryable: true, level: 'warn', cause });
  }
}

/** By shape, not by class: errors of Node's own modules may come from another realm (in jest they do). */
const errorCode = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};
const sqlState = (error: unknown): string | undefined =>
  /^[0-9A-Z]{5}$/.test(errorCode(error)) && 'severity' in (error as object) ? errorCode(error) : undefined;

/** Classes 08 connection, 53 out of resources, 57 operator intervention (57014: statement time-out), 25P03 idle in transaction. */
const UNAVAILABLE = /^(08|53|57|25P03)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'ENOENT']);
/** What pg says without a code. */
const LOST =
  /connection (terminated|ended|error)|timeout exceeded|not queryable|client was closed|read timeout|pool after calling end/i;

export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError || error instanceof CommitUnknownError) return true;
  const state = sqlState(error);
  if (state !== undefined) return UNAVAILABLE.test(state);
  const { message = '', errors } = (error ?? {}) as { message?: string; errors?: unknown[] };
  if (Array.isArray(errors)) return errors.every(isUnavailable);
  return NETWORK.has(errorCode(error)) || LOST.test(message);
}

/** Deadlocks and serialization failures: the same group goes through when it is tried again. */
export const isConflict = (error: unknown): boolean => ['40001', '40P01', '55P03'].includes(sqlState(error) ?? '');

/** What was prepared no longer fits the schema (0A000) or is gone (26000): the connection is of no use any more. */
export const isStalePlan = (error: unknown): boolean => ['0A000', '26000'].includes(sqlState(error) ?? '');

export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === '23505';

/** An error that one item of a group can cause: bad data (22), a broken constraint (23), something too big (54). */
export const isDataError = (error: unknown): boolean => /^(22|23|54|P0001)/.test(sqlState(error) ?? '');
/** A mistake in our SQL or schema: no item is to blame, and splitting the group would only repeat it. */
export const isStatementError = (error: unknown): boolean => /^(0A|25|26|28|3|42|XX)/.test(sqlState(error) ?? '');
