import { CarillonError } from '#libs/kernel';
import { Problem } from './problem.js';
import { tooLarge, unavailable } from './problems.js';

const CODES: Record<number, string> = {
  400: 'bad_request',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

/** What is said of any error at the edge; undefined for what nobody expected. */
export function asProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof CarillonError && error.retryable) return unavailable('Try again later', error);
  const status = statusOf(error);
  if (status === 503) return unavailable('Try again later', error);
  if (status === undefined || status < 400 || status >= 500) return undefined;
  if (status === 413) return tooLarge('The body is larger than this call takes');
  return new Problem(status, CODES[status] ?? 'bad_request', (error as Error).message || 'The request is not valid');
}

export interface ProblemLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The same for an error that is about to be answered: what is our own fault goes into the log. */
export function reportedProblem(error: unknown, log: ProblemLog): Problem | undefined {
  const problem = asProblem(error);
  if (problem && problem.status >= 500) log.warn({ err: problem.cause ?? problem }, problem.message);
  return problem;
}

/** Nest's exceptions and Fastify's errors both carry their status. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { statusCode, status } = error as { statusCode?: unknown; status?: unknown };
  return [status, statusCode].find((value): value is number => typeof value === 'number');
}

/** The caller gets an id to ask about, and nothing of the error itself. */
export const unexpected = (traceId: string): Problem =>
  new Problem(500, 'internal_error', 'Something went wrong on our side', { detail: `Ask about ${traceId}` });
