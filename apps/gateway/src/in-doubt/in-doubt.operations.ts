import type { Operation } from '../api-page/operation.js';
import { contentsAnswer, listOverChannels } from '../stuck/stuck.answers.js';
import { doubtsQuery, resolveAllRequest, resolveRequest } from './doubt-request.js';
import { doubtAnswer, doubtDetailAnswer, resolvedAllAnswer, resolvedAnswer } from './in-doubt.answers.js';

const tag = 'In doubt';

export const inDoubtOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/in-doubt',
    id: 'listDoubts',
    tag,
    access: 'deliveries:read',
    summary: 'Deliveries of which nobody knows whether they were sent, of all channels, newest first',
    query: doubtsQuery,
    answers: { 200: { description: 'A page', schema: listOverChannels(doubtAnswer) } },
  },
  {
    method: 'get',
    path: '/v1/in-doubt/{id}',
    id: 'getDoubt',
    tag,
    access: 'deliveries:read',
    summary: 'One of them, with every attempt that is on record',
    answers: { 200: { description: 'The delivery in doubt', schema: doubtDetailAnswer } },
    problems: [404],
  },
  {
    method: 'get',
    path: '/v1/in-doubt/{id}/contents',
    id: 'inspectDoubt',
    tag,
    access: 'deliveries:inspect',
    summary: 'Whom it is for and what it says; that somebody looked is audited',
    answers: { 200: { description: 'What was sealed', schema: contentsAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/in-doubt/{id}/resolve',
    id: 'resolveDoubt',
    tag,
    access: 'deliveries:write',
    summary: 'Decide: it was sent, send it again, or give it up',
    body: resolveRequest,
    answers: { 200: { description: 'Decided', schema: resolvedAnswer } },
    problems: [404, 409],
  },
  {
    method: 'post',
    path: '/v1/in-doubt/resolve',
    id: 'resolveDoubts',
    tag,
    access: 'deliveries:write',
    summary: 'Decide so about all that match, up to 500 in each channel at once',
    body: resolveAllRequest,
    answers: { 200: { description: 'How many, and whether there are more', schema: resolvedAllAnswer } },
  },
];
