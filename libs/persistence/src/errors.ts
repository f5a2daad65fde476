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

interface PostgresError {
  readonly code: string;
}

const isPostgresError = (error: unknown): error is PostgresError =>
  error instanceof Error && /^[0-9A-Z]{5}$/.test((error as { code?: unknown }).code as string);

const codeOf = (error: unknown): string | undefined => (isPostgresError(error) ? error.code : undefined);

/** Classes 08 connection, 53 out of resources, 57 operator intervention (57014: statement time-out), 25P03 idle in transaction. */
const UNAVAILABLE = /^(08|53|57|25P03)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'ENOENT']);
/** What pg says without a code. */
const LOST =
  /connection (terminated|ended|error)|timeout exceeded|not queryable|client was closed|read timeout|pool after calling end/i;

export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError || error instanceof CommitUnknownError) return true;
  const code = codeOf(error);
  if (code !== undefined) return UNAVAILABLE.test(code);
  if (error instanceof AggregateError) return error.errors.every(isUnavailable);
  if (!(error instanceof Error)) return false;
  return NETWORK.has((error as { code?: string }).code ?? '') || LOST.test(error.message);
}

/** Deadlocks and serialization failures: the same group goes through when it is tried again. */
export const isConflict = (error: unknown): boolean => ['40001', '40P01', '55P03'].includes(codeOf(error) ?? '');

export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

/** An error that one item of a group can cause: bad data (22), a broken constraint (23), something too big (54). */
export const isDataError = (error: unknown): boolean => /^(22|23|54|P0001)/.test(codeOf(error) ?? '');
/** A mistake in our SQL or schema: no item is to blame, and splitting the group would only repeat it. */
export const isStatementError = (error: unknown): boolean => /^(0A|25|26|28|3|42|XX)/.test(codeOf(error) ?? '');
