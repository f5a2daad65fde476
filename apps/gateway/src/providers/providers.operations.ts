import type { Operation } from '../api-page/operation.js';
import { changeProviderRequest, createProviderRequest, providersQuery, untriedQuery } from './provider-request.js';
import { providerAnswer, providersAnswer, trialAnswer } from './providers.answers.js';

const tag = 'Providers';
const etag = { name: 'ETag', description: 'Its version, for If-Match' };

export const providerOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/providers',
    id: 'listProviders',
    tag,
    access: 'providers:read',
    summary: 'The accounts that send for this tenant; none for a channel: the deployment’s own do',
    query: providersQuery,
    answers: { 200: { description: 'By channel, best order first', schema: providersAnswer } },
  },
  {
    method: 'post',
    path: '/v1/providers',
    id: 'createProvider',
    tag,
    access: 'providers:write',
    summary: 'Add an account of a provider, once the provider has taken its credentials in a trial call',
    query: untriedQuery,
    headers: [
      {
        name: 'Idempotency-Key',
        description:
          'Bare or quoted, 255 characters at most. The same again, for an account of the same channel, answers the account that it made',
      },
    ],
    body: createProviderRequest,
    answers: {
      201: {
        description: 'In use at once',
        schema: providerAnswer,
        headers: [
          { name: 'Location', description: 'Its address' },
          etag,
          { name: 'Idempotency-Replayed', description: '`true` where an earlier request has made it' },
        ],
      },
    },
    problems: [422],
  },
  {
    method: 'get',
    path: '/v1/providers/{id}',
    id: 'getProvider',
    tag,
    access: 'providers:read',
    summary: 'An account, without its credentials',
    answers: { 200: { description: 'As it is', schema: providerAnswer, headers: [etag] } },
    problems: [404],
  },
  {
    method: 'patch',
    path: '/v1/providers/{id}',
    id: 'changeProvider',
    tag,
    access: 'providers:write',
    summary: 'Change an account; new settings are tried first',
    query: untriedQuery,
    headers: [
      { name: 'If-Match', description: 'The ETag of what is to be changed; it is left alone if it is another by now' },
    ],
    body: changeProviderRequest,
    answers: { 200: { description: 'In force at once', schema: providerAnswer, headers: [etag] } },
    problems: [404, 412, 422],
  },
  {
    method: 'delete',
    path: '/v1/providers/{id}',
    id: 'deleteProvider',
    tag,
    access: 'providers:write',
    summary: 'Remove an account; what waits for it goes by the others',
    answers: { 204: { description: 'Gone' } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/providers/{id}/try',
    id: 'tryProvider',
    tag,
    access: 'providers:write',
    summary: 'Ask the provider whether it takes the credentials; nothing is sent to anybody',
    answers: { 200: { description: 'What came of it', schema: trialAnswer } },
    problems: [404, 422],
  },
];
