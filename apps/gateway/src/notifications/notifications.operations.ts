import { z } from 'zod';
import { listOf, resultsOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import {
  acceptedAnswer,
  itemResultAnswer,
  notificationAnswer,
  wholeNotificationAnswer,
} from './notifications.answers.js';
import { searchQuery } from './search-notifications/search-query.js';
import { notificationRequest } from './send-notification/notification-request.js';

const idempotency = [
  { name: 'Idempotency-Key', description: 'Bare or quoted, 255 characters at most; kept for 24 hours' },
];
const replayed = { name: 'Idempotency-Replayed', description: '`true` where this is the answer to an earlier request' };
const location = { name: 'Location', description: 'Where its life is told; not with user_ids' };
const bulkRequest = z.strictObject({ notifications: z.array(notificationRequest).min(1).max(1_000) });

export const notificationOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/notifications',
    id: 'sendNotification',
    tag: 'Notifications',
    access: 'notifications:write',
    summary: 'Send one notification (or, with user_ids, one to each: answered like bulk)',
    body: notificationRequest,
    headers: idempotency,
    answers: {
      202: {
        description: 'A promise: it is stored, and will be delivered',
        schema: z.union([acceptedAnswer, resultsOf(itemResultAnswer)]),
        headers: [location, replayed],
      },
    },
    problems: [409, 422],
  },
  {
    method: 'post',
    path: '/v1/notifications/bulk',
    id: 'sendBulk',
    tag: 'Notifications',
    access: 'notifications:write',
    summary: 'Send up to 1,000 notifications',
    body: bulkRequest,
    headers: idempotency,
    answers: {
      202: {
        description: 'A result for each, in order',
        schema: resultsOf(itemResultAnswer),
        headers: [replayed],
      },
    },
  },
  {
    method: 'get',
    path: '/v1/notifications',
    id: 'searchNotifications',
    tag: 'Notifications',
    access: 'notifications:read',
    summary: 'Search, newest first',
    query: searchQuery,
    answers: { 200: { description: 'A page', schema: listOf(notificationAnswer) } },
  },
  {
    method: 'get',
    path: '/v1/notifications/{id}',
    id: 'getNotification',
    tag: 'Notifications',
    access: 'notifications:read',
    summary: 'Its whole life',
    answers: { 200: { description: 'With its timeline', schema: wholeNotificationAnswer } },
    problems: [404],
  },
  {
    method: 'delete',
    path: '/v1/notifications/{id}',
    id: 'cancelNotification',
    tag: 'Notifications',
    access: 'notifications:write',
    summary: 'Cancel what has not left',
    answers: { 200: { description: 'Cancelled', schema: acceptedAnswer } },
    problems: [404, 409],
  },
];
