import type { Operation } from '../api-page/operation.js';
import { jobsQuery } from '../stuck/stuck-query.js';
import { listOverChannels } from '../stuck/stuck.answers.js';
import { discardManyRequest } from './discard-request.js';
import { discardAnswer } from './discards.answers.js';

const tag = 'Dead letters';

export const discardOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/discards',
    id: 'startDiscard',
    tag,
    access: 'deliveries:write',
    summary: 'Discard all open dead letters that match, for one reason; what dies from now on is not among them',
    body: discardManyRequest,
    answers: { 202: { description: 'Under way', schema: discardAnswer } },
  },
  {
    method: 'get',
    path: '/v1/discards',
    id: 'listDiscards',
    tag,
    access: 'deliveries:read',
    summary: 'Discards of many, newest first',
    query: jobsQuery,
    answers: { 200: { description: 'A page', schema: listOverChannels(discardAnswer) } },
  },
  {
    method: 'get',
    path: '/v1/discards/{id}',
    id: 'getDiscard',
    tag,
    access: 'deliveries:read',
    summary: 'How far it is',
    answers: { 200: { description: 'The discard, channel by channel', schema: discardAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/discards/{id}/cancel',
    id: 'cancelDiscard',
    tag,
    access: 'deliveries:write',
    summary: 'Discard no more of it; what was discarded stays so',
    answers: { 200: { description: 'How far it has come', schema: discardAnswer } },
    problems: [404],
  },
];
