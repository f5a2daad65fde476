import { z } from 'zod';
import { listOf, resultsOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import { addressRequest, MOST_SUPPRESSIONS, suppressionRequest, suppressionsQuery } from './suppression-request.js';
import { suppressionAnswer, suppressionCheckAnswer, suppressionResultAnswer } from './suppressions.answers.js';

const tag = 'Suppressions';
const bulkRequest = z.strictObject({ suppressions: z.array(suppressionRequest).min(1).max(MOST_SUPPRESSIONS) });

export const suppressionOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/suppressions',
    id: 'putSuppression',
    tag,
    access: 'suppressions:write',
    summary: 'Let nothing go to an address any more, however critical; again replaces what was said before',
    body: suppressionRequest,
    answers: {
      200: { description: 'Said again', schema: suppressionAnswer },
      201: { description: 'In force for the very next notification', schema: suppressionAnswer },
    },
  },
  {
    method: 'post',
    path: '/v1/suppressions/bulk',
    id: 'putSuppressions',
    tag,
    access: 'suppressions:write',
    summary: 'Suppress up to 1,000 addresses',
    body: bulkRequest,
    answers: { 200: { description: 'A result for each, in order', schema: resultsOf(suppressionResultAnswer) } },
  },
  {
    method: 'get',
    path: '/v1/suppressions',
    id: 'listSuppressions',
    tag,
    access: 'suppressions:read',
    summary: 'What is suppressed, newest first; addresses are kept as hashes and cannot be shown',
    query: suppressionsQuery,
    answers: { 200: { description: 'A page', schema: listOf(suppressionAnswer) } },
  },
  {
    method: 'post',
    path: '/v1/suppressions/check',
    id: 'checkSuppression',
    tag,
    access: 'suppressions:read',
    summary: 'Whether an address is suppressed; a POST, since addresses do not belong in URLs',
    body: addressRequest,
    answers: { 200: { description: 'Whether, and why', schema: suppressionCheckAnswer } },
  },
  {
    method: 'delete',
    path: '/v1/suppressions/{id}',
    id: 'deleteSuppression',
    tag,
    access: 'suppressions:write',
    summary: 'Let notifications go to the address again',
    answers: { 204: { description: 'Gone' } },
    problems: [404],
  },
];
