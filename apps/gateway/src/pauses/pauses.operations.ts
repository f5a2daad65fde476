import type { Operation } from '../api-page/operation.js';
import { pauseRequest } from './pause-request.js';
import { pauseAnswer, pausesAnswer } from './pauses.answers.js';

const tag = 'Pauses';

export const pauseOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/pauses',
    id: 'listPauses',
    tag,
    access: 'pauses:read',
    summary: 'What is paused',
    answers: { 200: { description: 'By the time it was paused', schema: pausesAnswer } },
  },
  {
    method: 'put',
    path: '/v1/pauses/{id}',
    id: 'putPause',
    tag,
    access: 'pauses:write',
    summary: 'Hold what matches, on every instance, under a name of your own; again replaces what was said before',
    body: pauseRequest,
    answers: { 200: { description: 'Every channel that it concerns has confirmed it', schema: pauseAnswer } },
    problems: [422],
  },
  {
    method: 'get',
    path: '/v1/pauses/{id}',
    id: 'getPause',
    tag,
    access: 'pauses:read',
    summary: 'A pause',
    answers: { 200: { description: 'As it is', schema: pauseAnswer } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/pauses/{id}',
    id: 'deletePause',
    tag,
    access: 'pauses:write',
    summary: 'Resume: what it held leaves, the most urgent and the oldest first, and not all at once',
    answers: { 204: { description: 'Every channel that it concerned has confirmed its end' } },
    problems: [404],
  },
];
