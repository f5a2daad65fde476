import { listOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import { changeApiKeyRequest, createApiKeyRequest, listApiKeysQuery, rotateApiKeyRequest } from './api-key-request.js';
import { apiKeyAnswer, newApiKeyAnswer } from './api-keys.answers.js';

const tag = 'API keys';

export const apiKeyOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/api-keys',
    id: 'listApiKeys',
    tag,
    access: 'access:read',
    summary: 'All API keys, newest first',
    query: listApiKeysQuery,
    answers: { 200: { description: 'A page', schema: listOf(apiKeyAnswer) } },
  },
  {
    method: 'post',
    path: '/v1/api-keys',
    id: 'createApiKey',
    tag,
    access: 'access:write',
    summary: 'Make an API key that may do no more than the one it is made with',
    body: createApiKeyRequest,
    answers: { 201: { description: 'Made. The key is shown here only', schema: newApiKeyAnswer } },
  },
  {
    method: 'get',
    path: '/v1/api-keys/{id}',
    id: 'getApiKey',
    tag,
    access: 'access:read',
    summary: 'An API key',
    answers: { 200: { description: 'Without the key itself', schema: apiKeyAnswer } },
    problems: [404],
  },
  {
    method: 'patch',
    path: '/v1/api-keys/{id}',
    id: 'changeApiKey',
    tag,
    access: 'access:write',
    summary: 'Change what an API key may do, from where and how long',
    body: changeApiKeyRequest,
    answers: { 200: { description: 'In force at once', schema: apiKeyAnswer } },
    problems: [404, 409],
  },
  {
    method: 'delete',
    path: '/v1/api-keys/{id}',
    id: 'revokeApiKey',
    tag,
    access: 'access:write',
    summary: 'Revoke an API key at once',
    answers: { 204: { description: 'Revoked' } },
    problems: [404, 409],
  },
  {
    method: 'post',
    path: '/v1/api-keys/{id}/rotate',
    id: 'rotateApiKey',
    tag,
    access: 'access:write',
    summary: 'Make another key for the same client; the old one expires after the overlap',
    body: rotateApiKeyRequest.optional(),
    answers: { 201: { description: 'The new key, shown here only', schema: newApiKeyAnswer } },
    problems: [404, 409],
  },
];
