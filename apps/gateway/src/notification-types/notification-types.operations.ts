import { listOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import { notificationTypeAnswer } from './notification-types.answers.js';
import { typeRequest } from './type-request.js';

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
  {
    method: 'get',
    path: '/v1/notification-types/{name}',
    id: 'getNotificationType',
    tag: 'Notification types',
    access: 'types:read',
    summary: 'A type',
    answers: { 200: { description: 'The type', schema: notificationTypeAnswer } },
    problems: [404],
  },
  {
    method: 'put',
    path: '/v1/notification-types/{name}',
    id: 'putNotificationType',
    tag: 'Notification types',
    access: 'types:write',
    summary: 'Make a type, or replace it; what is left out gets its default',
    body: typeRequest,
    answers: {
      200: { description: 'Replaced; for the very next notification', schema: notificationTypeAnswer },
      201: { description: 'Made', schema: notificationTypeAnswer },
    },
    problems: [409],
  },
  {
    method: 'delete',
    path: '/v1/notification-types/{name}',
    id: 'deleteNotificationType',
    tag: 'Notification types',
    access: 'types:write',
    summary: 'Forget a type; what is under way of it goes on',
    answers: { 204: { description: 'Forgotten' } },
    problems: [404, 409],
  },
];
