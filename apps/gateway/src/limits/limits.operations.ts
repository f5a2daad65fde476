import type { Operation } from '../api-page/operation.js';
import { limitsAnswer, limitsRequest } from './limit-policy.js';

export const limitsOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/limits',
    id: 'getLimits',
    tag: 'Limits',
    access: 'limits:read',
    summary: 'How much may be sent: what holds now, with what the deployment sets',
    answers: { 200: { description: 'The limits', schema: limitsAnswer } },
  },
  {
    method: 'put',
    path: '/v1/limits',
    id: 'putLimits',
    tag: 'Limits',
    access: 'limits:write',
    summary: 'Set all limits; those left out are the deployment’s',
    body: limitsRequest,
    answers: { 200: { description: 'The limits that hold from now on', schema: limitsAnswer } },
  },
];
