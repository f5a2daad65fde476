import { Problem, problems } from '#libs/http';
import type { Operation } from './operation.js';

interface ProblemResponse {
  readonly description: string;
  readonly example: Problem;
}

const conflict = problems.conflict('already_left', 'It is too late to cancel', 'The notification is on its way');

/** What is said of each status where it is not one call's own. */
export const PROBLEM_RESPONSES: Readonly<Record<number, ProblemResponse>> = {
  400: {
    description: 'Not valid; says which fields',
    example: problems.invalidField('/content/title', 'is required (string)'),
  },
  401: {
    description: 'No valid credential',
    example: problems.unauthorized('Send Authorization: Bearer <API key>'),
  },
  403: {
    description: 'The credential does not open this',
    example: problems.forbidden('An end user\u2019s token does not open this'),
  },
  404: { description: 'There is no such thing here', example: problems.notFound('There is no such user') },
  409: { description: 'Not as things are', example: conflict },
  412: {
    description: 'Not what If-Match takes it for',
    example: problems.preconditionFailed('It has been changed meanwhile'),
  },
  413: { description: 'Too large', example: problems.tooLarge('The body is larger than this call takes') },
  414: { description: 'The address is too long', example: new Problem(414, 'uri_too_long', 'The address is too long') },
  415: {
    description: 'Not a type of body that this call takes',
    example: new Problem(415, 'unsupported_media_type', 'The body must be application/json', { detail: 'Send JSON' }),
  },
  422: {
    description: 'Valid, but impossible',
    example: problems.unprocessable('unknown_user', 'Nobody to send to', 'There is no such user'),
  },
  429: {
    description: 'Too much; see Retry-After',
    example: new Problem(429, 'too_many_requests', 'Too many requests', { detail: 'Try again in 2 seconds' }),
  },
  503: { description: 'Not available now; see Retry-After', example: problems.unavailable('Try again later') },
};

/** What any call may answer, by who may call it and how. */
export function problemStatuses({ access, method, path, problems: own = [] }: Operation): number[] {
  const byAccess = access === 'anybody' ? [] : access === 'signature' ? [403, 404] : [401, 403, 429];
  const byBody = method === 'get' ? [] : [413, 415];
  const byPath = path.includes('{') ? [414] : [];
  return [...new Set([400, 503, ...byAccess, ...byBody, ...byPath, ...own])].sort((a, b) => a - b);
}
