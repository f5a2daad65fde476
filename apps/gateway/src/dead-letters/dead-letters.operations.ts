import type { Operation } from '../api-page/operation.js';
import { contentsAnswer, listOverChannels } from '../stuck/stuck.answers.js';
import { deadLettersQuery, discardRequest, replayLetterRequest } from './dead-letter-request.js';
import {
  deadLetterAnswer,
  deadLetterDetailAnswer,
  discardedLetterAnswer,
  replayedLetterAnswer,
} from './dead-letters.answers.js';

const tag = 'Dead letters';

export const deadLetterOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/dead-letters',
    id: 'listDeadLetters',
    tag,
    access: 'deliveries:read',
    summary: 'Deliveries that were given up, of all channels, newest first',
    query: deadLettersQuery,
    answers: { 200: { description: 'A page', schema: listOverChannels(deadLetterAnswer) } },
  },
  {
    method: 'get',
    path: '/v1/dead-letters/{id}',
    id: 'getDeadLetter',
    tag,
    access: 'deliveries:read',
    summary: 'Why, when, how often and by what, with every attempt that is on record',
    answers: { 200: { description: 'The letter', schema: deadLetterDetailAnswer } },
    problems: [404],
  },
  {
    method: 'get',
    path: '/v1/dead-letters/{id}/contents',
    id: 'inspectDeadLetter',
    tag,
    access: 'deliveries:inspect',
    summary: 'Whom it was for and what it says; that somebody looked is audited',
    answers: { 200: { description: 'What was sealed', schema: contentsAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/dead-letters/{id}/replay',
    id: 'replayDeadLetter',
    tag,
    access: 'deliveries:write',
    summary:
      'Send it again as a new delivery linked to the old one; with another recipient, content or channel if need be',
    body: replayLetterRequest,
    answers: {
      200: { description: 'This replay had been made before', schema: replayedLetterAnswer },
      202: { description: 'It is on its way', schema: replayedLetterAnswer },
    },
    problems: [404, 409, 422],
  },
  {
    method: 'post',
    path: '/v1/dead-letters/{id}/discard',
    id: 'discardDeadLetter',
    tag,
    access: 'deliveries:write',
    summary: 'Nothing more is to be done for it',
    body: discardRequest,
    answers: { 200: { description: 'Discarded', schema: discardedLetterAnswer } },
    problems: [404, 409],
  },
];
