import { z } from 'zod';
import { listOf, resultsOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import { deviceRequest, devicesRequest } from './devices/device-request.js';
import { explainQuery } from './explain-preferences/explain-query.js';
import { tokenRequest } from './issue-token/issue-token.http.controller.js';
import { preferencesRequest } from './preferences/preferences-request.js';
import {
  deviceAnswer,
  explanationAnswer,
  issuedTokenAnswer,
  preferencesAnswer,
  userAnswer,
  userResultAnswer,
} from './users.answers.js';
import { bulkUser, userRequest } from './put-user/user-request.js';

const bulkUsersRequest = z.strictObject({ users: z.array(bulkUser).min(1).max(1_000) });

/** By either method, since people expect either. */
const putUsers = (method: 'put' | 'post', id: string): Operation => ({
  method,
  path: '/v1/users/bulk',
  id,
  tag: 'Users',
  access: 'users:write',
  summary: 'Store up to 1,000 users',
  body: bulkUsersRequest,
  answers: { 200: { description: 'A result for each, in order', schema: resultsOf(userResultAnswer) } },
});

export const userOperations: readonly Operation[] = [
  {
    method: 'put',
    path: '/v1/users/{id}',
    id: 'putUser',
    tag: 'Users',
    access: 'users:write',
    summary: 'Store a user; what is left out stays as it is',
    body: userRequest,
    answers: {
      200: { description: 'Changed', schema: userAnswer },
      201: { description: 'Made. Secrets of new webhooks are shown here only', schema: userAnswer },
    },
  },
  {
    method: 'get',
    path: '/v1/users/{id}',
    id: 'getUser',
    tag: 'Users',
    access: 'users:read',
    summary: 'A user',
    answers: { 200: { description: 'The user', schema: userAnswer } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/users/{id}',
    id: 'deleteUser',
    tag: 'Users',
    access: 'users:write',
    summary: 'Forget a user',
    answers: { 204: { description: 'Forgotten' } },
    problems: [404],
  },
  putUsers('put', 'putUsers'),
  putUsers('post', 'postUsers'),
  {
    method: 'get',
    path: '/v1/users/{id}/preferences',
    id: 'getPreferences',
    tag: 'Users',
    access: 'users:read',
    summary: 'What a user wants',
    answers: { 200: { description: 'Absent means yes', schema: preferencesAnswer } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/users/{id}/preferences',
    id: 'putPreferences',
    tag: 'Users',
    access: 'users:write',
    summary: 'Replace what a user wants',
    body: preferencesRequest,
    answers: { 200: { description: 'In force for the very next notification', schema: preferencesAnswer } },
    problems: [404],
  },
  {
    method: 'get',
    path: '/v1/users/{id}/preferences/explain',
    id: 'explainPreferences',
    tag: 'Users',
    access: 'users:read',
    summary: 'By which rule a notification of a type would go out, wait or not go out, channel by channel',
    query: explainQuery,
    answers: { 200: { description: 'The answers, in words too', schema: explanationAnswer } },
    problems: [404],
  },
  {
    method: 'get',
    path: '/v1/users/{id}/devices',
    id: 'listDevices',
    tag: 'Users',
    access: 'users:read',
    summary: "A user's devices",
    answers: { 200: { description: 'All of them', schema: listOf(deviceAnswer) } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/users/{id}/devices',
    id: 'putDevices',
    tag: 'Users',
    access: 'users:write',
    summary: "Replace a user's devices",
    body: devicesRequest,
    answers: { 200: { description: 'All of them', schema: listOf(deviceAnswer) } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/users/{id}/devices/{device}',
    id: 'putDevice',
    tag: 'Users',
    access: 'users:write',
    summary: 'Add or change one device',
    body: deviceRequest,
    answers: { 200: { description: 'All of them', schema: listOf(deviceAnswer) } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/users/{id}/devices/{device}',
    id: 'deleteDevice',
    tag: 'Users',
    access: 'users:write',
    summary: 'Forget one device',
    answers: { 204: { description: 'Forgotten' } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/users/{id}/tokens',
    id: 'issueToken',
    tag: 'Users',
    access: 'users:write',
    summary: "A token for the end user's own inbox",
    body: tokenRequest.optional(),
    answers: { 201: { description: 'Hand it to the browser or the app', schema: issuedTokenAnswer } },
    problems: [404],
  },
];
