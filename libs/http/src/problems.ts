import { Problem, type FieldProblem } from './problem.js';

/** The refusals that are not particular to one use case. */
export const invalidRequest = (errors: readonly FieldProblem[]): Problem =>
  new Problem(400, 'invalid_request', 'The request is not valid', { errors, detail: summary(errors) });

const summary = (errors: readonly FieldProblem[]): string =>
  errors.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`)).join('; ');

export const invalidField = (pointer: string, detail: string): Problem => invalidRequest([{ pointer, detail }]);

export const malformedJson = (detail: string): Problem =>
  new Problem(400, 'malformed_json', 'The body is not valid JSON', { detail });

export const unauthorized = (detail: string): Problem =>
  new Problem(401, 'unauthorized', 'Not authenticated', { detail, headers: { 'www-authenticate': 'Bearer' } });

export const forbidden = (detail: string): Problem => new Problem(403, 'forbidden', 'Not allowed', { detail });

export const notFound = (detail: string): Problem => new Problem(404, 'not_found', 'Not found', { detail });

export const conflict = (code: string, title: string, detail?: string, headers?: Record<string, string>): Problem =>
  new Problem(409, code, title, { ...(detail === undefined ? {} : { detail }), ...(headers ? { headers } : {}) });

/** It is not any more what the caller takes it for. */
export const preconditionFailed = (detail: string): Problem =>
  new Problem(412, 'precondition_failed', 'It has changed', { detail });

export const tooLarge = (detail: string): Problem => new Problem(413, 'too_large', 'The body is too large', { detail });

/** Valid as a request, and impossible as things are. */
export const unprocessable = (code: string, title: string, detail: string, errors?: readonly FieldProblem[]): Problem =>
  new Problem(422, code, title, { detail, ...(errors ? { errors } : {}) });

/** Nothing of it was taken in: the same again will do, later. */
export const rateLimited = (limit: string, detail: string, retryAfterSeconds: number): Problem =>
  new Problem(429, 'rate_limited', 'Too much at once', {
    detail,
    retryable: true,
    headers: { 'retry-after': String(retryAfterSeconds) },
    members: { limit, retry_after: retryAfterSeconds },
  });

const RETRY_AFTER_SECONDS = 2;

export const unavailable = (detail: string, cause?: unknown): Problem =>
  new Problem(503, 'unavailable', 'Not available now', {
    detail,
    cause,
    retryable: true,
    level: 'warn',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
