import { listOverChannels } from '../stuck/stuck.answers.js';
import type { Operation } from '../api-page/operation.js';
import { jobsQuery } from '../stuck/stuck-query.js';
import { replayRequest } from './replay-request.js';
import { replayAnswer } from './replays.answers.js';

const tag = 'Dead letters';

export const replayOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/replays',
    id: 'startReplay',
    tag,
    access: 'deliveries:write',
    summary:
      'Replay all open dead letters that match, at a set rate, with the same edits if need be; what dies from now on is not among them',
    body: replayRequest,
    answers: { 202: { description: 'Under way', schema: replayAnswer } },
    problems: [422],
  },
  {
    method: 'get',
    path: '/v1/replays',
    id: 'listReplays',
    tag,
    access: 'deliveries:read',
    summary: 'Replays of many, newest first',
    query: jobsQuery,
    answers: { 200: { description: 'A page', schema: listOverChannels(replayAnswer) } },
  },
  {
    method: 'get',
    path: '/v1/replays/{id}',
    id: 'getReplay',
    tag,
    access: 'deliveries:read',
    summary: 'How far it is',
    answers: { 200: { description: 'The replay, channel by channel', schema: replayAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/replays/{id}/cancel',
    id: 'cancelReplay',
    tag,
    access: 'deliveries:write',
    summary: 'Replay no more of it; what was replayed stays so',
    answers: { 200: { description: 'How far it has come', schema: replayAnswer } },
    problems: [404],
  },
];
