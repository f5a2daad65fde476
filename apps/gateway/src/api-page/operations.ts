import { z } from 'zod';
import { inboxQuery, readRequest } from '../inbox/inbox.http.controller.js';
import { searchQuery } from '../notifications/search-notifications/search-query.js';
import { notificationRequest } from '../notifications/send-notification/notification-request.js';
import { deviceRequest, devicesRequest } from '../users/devices/device-request.js';
import { tokenRequest } from '../users/issue-token/issue-token.http.controller.js';
import { preferencesRequest } from '../users/preferences/preferences-request.js';
import { bulkUser, userRequest } from '../users/put-user/user-request.js';
import type { Operation } from './operation.js';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const listOf = (name: string) => ({
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: ref(name) }, next_cursor: { type: 'string' } },
});
const unread = { type: 'object', required: ['unread'], properties: { unread: { type: 'integer' } } };
const results = (item: string) => ({
  type: 'object',
  required: ['results'],
  properties: { results: { type: 'array', items: ref(item) } },
});

const idempotency = [
  { name: 'Idempotency-Key', description: 'Bare or quoted, 255 characters at most; kept for 24 hours' },
];
const bulkRequest = z.strictObject({ notifications: z.array(notificationRequest).min(1).max(1_000) });
const bulkUsersRequest = z.strictObject({ users: z.array(bulkUser).min(1).max(1_000) });

const notifications: Operation[] = [
  {
    method: 'post',
    path: '/v1/notifications',
    id: 'sendNotification',
    tag: 'Notifications',
    credential: 'api_key',
    summary: 'Send one notification (or, with user_ids, one to each: answered like bulk)',
    body: notificationRequest,
    headers: idempotency,
    answers: {
      202: {
        description: 'A promise: it is stored, and will be delivered',
        schema: { anyOf: [ref('Accepted'), results('ItemResult')] },
      },
    },
    problems: [409, 422],
  },
  {
    method: 'post',
    path: '/v1/notifications/bulk',
    id: 'sendBulk',
    tag: 'Notifications',
    credential: 'api_key',
    summary: 'Send up to 1,000 notifications',
    body: bulkRequest,
    headers: idempotency,
    answers: { 202: { description: 'A result for each, in order', schema: results('ItemResult') } },
  },
  {
    method: 'get',
    path: '/v1/notifications',
    id: 'searchNotifications',
    tag: 'Notifications',
    credential: 'api_key',
    summary: 'Search, newest first',
    query: searchQuery,
    answers: { 200: { description: 'A page', schema: listOf('Notification') } },
  },
  {
    method: 'get',
    path: '/v1/notifications/{id}',
    id: 'getNotification',
    tag: 'Notifications',
    credential: 'api_key',
    summary: 'Its whole life',
    answers: { 200: { description: 'With its timeline', schema: ref('WholeNotification') } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/notifications/{id}',
    id: 'cancelNotification',
    tag: 'Notifications',
    credential: 'api_key',
    summary: 'Cancel what has not left',
    answers: { 200: { description: 'Cancelled', schema: ref('Accepted') } },
    problems: [404, 409],
  },
  {
    method: 'get',
    path: '/v1/notification-types',
    id: 'listNotificationTypes',
    tag: 'Notifications',
    credential: 'api_key',
    summary: 'The types that can be sent',
    answers: { 200: { description: 'All of them', schema: listOf('NotificationType') } },
  },
];

const users: Operation[] = [
  {
    method: 'put',
    path: '/v1/users/{id}',
    id: 'putUser',
    tag: 'Users',
    credential: 'api_key',
    summary: 'Store a user; what is left out stays as it is',
    body: userRequest,
    answers: {
      200: { description: 'Changed', schema: ref('User') },
      201: { description: 'Made. Secrets of new webhooks are shown here only', schema: ref('User') },
    },
  },
  {
    method: 'get',
    path: '/v1/users/{id}',
    id: 'getUser',
    tag: 'Users',
    credential: 'api_key',
    summary: 'A user',
    answers: { 200: { description: 'The user', schema: ref('User') } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/users/{id}',
    id: 'deleteUser',
    tag: 'Users',
    credential: 'api_key',
    summary: 'Forget a user',
    answers: { 204: { description: 'Forgotten' } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/users/bulk',
    id: 'putUsers',
    tag: 'Users',
    credential: 'api_key',
    summary: 'Store up to 1,000 users',
    body: bulkUsersRequest,
    answers: { 200: { description: 'A result for each, in order', schema: results('UserResult') } },
  },
  {
    method: 'get',
    path: '/v1/users/{id}/preferences',
    id: 'getPreferences',
    tag: 'Users',
    credential: 'api_key',
    summary: 'What a user wants',
    answers: { 200: { description: 'Absent means yes', schema: ref('PreferencesRequest') } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/users/{id}/preferences',
    id: 'putPreferences',
    tag: 'Users',
    credential: 'api_key',
    summary: 'Replace what a user wants',
    body: preferencesRequest,
    answers: { 200: { description: 'In force for the very next notification', schema: ref('PreferencesRequest') } },
    problems: [404],
  },
  {
    method: 'get',
    path: '/v1/users/{id}/devices',
    id: 'listDevices',
    tag: 'Users',
    credential: 'api_key',
    summary: "A user's devices",
    answers: { 200: { description: 'All of them', schema: listOf('Device') } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/users/{id}/devices',
    id: 'putDevices',
    tag: 'Users',
    credential: 'api_key',
    summary: "Replace a user's devices",
    body: devicesRequest,
    answers: { 200: { description: 'All of them', schema: listOf('Device') } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/users/{id}/devices/{device}',
    id: 'putDevice',
    tag: 'Users',
    credential: 'api_key',
    summary: 'Add or change one device',
    body: deviceRequest,
    answers: { 200: { description: 'All of them', schema: listOf('Device') } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/users/{id}/devices/{device}',
    id: 'deleteDevice',
    tag: 'Users',
    credential: 'api_key',
    summary: 'Forget one device',
    answers: { 204: { description: 'Forgotten' } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/users/{id}/tokens',
    id: 'issueToken',
    tag: 'Users',
    credential: 'api_key',
    summary: "A token for the end user's own inbox",
    body: tokenRequest.optional(),
    answers: { 201: { description: 'Hand it to the browser or the app', schema: ref('IssuedToken') } },
    problems: [404],
  },
];

const inbox: Operation[] = [
  {
    method: 'get',
    path: '/v1/inbox',
    id: 'listInbox',
    tag: 'Inbox',
    credential: 'user_token',
    summary: 'The notification centre, newest first',
    query: inboxQuery,
    answers: { 200: { description: 'A page', schema: ref('InboxPage') } },
  },
  {
    method: 'get',
    path: '/v1/inbox/unread',
    id: 'countUnread',
    tag: 'Inbox',
    credential: 'user_token',
    summary: 'How many are unread',
    answers: { 200: { description: 'The count', schema: unread } },
  },
  {
    method: 'post',
    path: '/v1/inbox/read',
    id: 'markRead',
    tag: 'Inbox',
    credential: 'user_token',
    summary: 'Mark items read',
    body: readRequest,
    answers: { 200: { description: 'What is unread now', schema: unread } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/inbox/read-all',
    id: 'markAllRead',
    tag: 'Inbox',
    credential: 'user_token',
    summary: 'Mark everything read',
    answers: { 200: { description: 'What is unread now', schema: unread } },
  },
  {
    method: 'post',
    path: '/v1/inbox/{id}/read',
    id: 'markOneRead',
    tag: 'Inbox',
    credential: 'user_token',
    summary: 'Mark one item read',
    answers: { 200: { description: 'What is unread now', schema: unread } },
    problems: [404],
  },
];

const callbacks: Operation[] = [
  {
    method: 'post',
    path: '/callbacks/sendgrid',
    id: 'receiveSendgrid',
    tag: 'Callbacks',
    credential: 'signature',
    summary: "SendGrid's event webhook",
    answers: { 200: { description: 'Safe' } },
  },
  {
    method: 'post',
    path: '/callbacks/twilio',
    id: 'receiveTwilio',
    tag: 'Callbacks',
    credential: 'signature',
    summary: "Twilio's status callback",
    answers: { 204: { description: 'Safe' } },
  },
];

export const operations: readonly Operation[] = [...notifications, ...users, ...inbox, ...callbacks];
