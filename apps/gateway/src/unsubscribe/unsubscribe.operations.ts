import type { Operation } from '../api-page/operation.js';

export const unsubscribeOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/u/{token}',
    id: 'showUnsubscribePage',
    tag: 'Unsubscribe',
    access: 'anybody',
    page: true,
    summary: 'The page of an unsubscribe link: what its user gets, and all of it to change. Changes nothing',
    answers: {
      200: { description: "In the user's language" },
      404: { description: 'Not a link of ours, or of a user who is no more' },
      410: { description: 'The link has expired' },
      500: { description: 'Something went wrong on our side' },
      503: { description: 'Try again; see Retry-After' },
    },
  },
  {
    method: 'post',
    path: '/u/{token}',
    id: 'unsubscribe',
    tag: 'Unsubscribe',
    access: 'anybody',
    page: true,
    summary: 'One click of a mailbox (RFC 8058: List-Unsubscribe=One-Click), or a form of the page',
    answers: {
      200: { description: 'Unsubscribed, in force for the very next notification' },
      303: { description: 'Saved: the page shows it' },
      400: { description: 'Neither a click nor a form of the page' },
      404: { description: 'Not a link of ours, or of a user who is no more' },
      410: { description: 'The link has expired' },
      422: { description: 'Quiet hours without a start and an end; nothing was saved' },
      500: { description: 'Something went wrong on our side' },
      503: { description: 'Try again; see Retry-After' },
    },
    problems: [413, 415],
  },
];
