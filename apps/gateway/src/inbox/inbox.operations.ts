import type { Operation } from '../api-page/operation.js';
import { inboxPageAnswer, unreadAnswer } from './inbox.answers.js';
import { inboxQuery, readRequest } from './inbox.http.controller.js';

export const inboxOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/inbox',
    id: 'listInbox',
    tag: 'Inbox',
    access: 'end_user',
    summary: 'The notification centre, newest first',
    query: inboxQuery,
    answers: { 200: { description: 'A page', schema: inboxPageAnswer } },
  },
  {
    method: 'get',
    path: '/v1/inbox/unread',
    id: 'countUnread',
    tag: 'Inbox',
    access: 'end_user',
    summary: 'How many are unread',
    answers: { 200: { description: 'The count', schema: unreadAnswer } },
  },
  {
    method: 'post',
    path: '/v1/inbox/read',
    id: 'markRead',
    tag: 'Inbox',
    access: 'end_user',
    summary: 'Mark items read',
    body: readRequest,
    answers: { 200: { description: 'What is unread now', schema: unreadAnswer } },
    problems: [404],
  },
  {
    method: 'post',
    path: '/v1/inbox/read-all',
    id: 'markAllRead',
    tag: 'Inbox',
    access: 'end_user',
    summary: 'Mark everything read',
    answers: { 200: { description: 'What is unread now', schema: unreadAnswer } },
  },
  {
    method: 'post',
    path: '/v1/inbox/{id}/read',
    id: 'markOneRead',
    tag: 'Inbox',
    access: 'end_user',
    summary: 'Mark one item read',
    answers: { 200: { description: 'What is unread now', schema: unreadAnswer } },
    problems: [404],
  },
];
