import { listOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import { notificationTypeAnswer } from './notification-types.answers.js';

export const notificationTypeOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/notification-types',
    id: 'listNotificationTypes',
    tag: 'Notification types',
    access: 'types:read',
    summary: 'The types that can be sent',
    answers: { 200: { description: 'All of them', schema: listOf(notificationTypeAnswer) } },
  },
];
