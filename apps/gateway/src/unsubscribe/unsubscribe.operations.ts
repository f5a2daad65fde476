import { z } from 'zod';
import type { Operation } from '../api-page/operation.js';

const HTML = 'text/html';

/** For the documentation; what the page's own form sends beside is read by form.ts. */
const unsubscribeForm = z
  .object({ 'List-Unsubscribe': z.literal('One-Click').optional() })
  .meta({ id: 'UnsubscribeForm', example: { 'List-Unsubscribe': 'One-Click' } });

export const unsubscribeOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/u/{token}',
    id: 'showUnsubscribePage',
    tag: 'Unsubscribe',
    access: 'anybody',
    summary: 'The page of an unsubscribe link: what its user gets, and all of it to change. Changes nothing',
    answers: {
      200: { description: "In the user's language", media: HTML },
      404: { description: 'Not a link of ours, or of a user who is no more', media: HTML },
      410: { description: 'The link has expired', media: HTML },
      500: { description: 'Something went wrong on our side', media: HTML },
      503: { description: 'Try again; see Retry-After', media: HTML },
    },
  },
  {
    method: 'post',
    path: '/u/{token}',
    id: 'unsubscribe',
    tag: 'Unsubscribe',
    access: 'anybody',
    body: unsubscribeForm,
    bodyMedia: 'application/x-www-form-urlencoded',
    summary: 'One click of a mailbox (RFC 8058: List-Unsubscribe=One-Click), or a form of the page',
    answers: {
      200: { description: 'Unsubscribed, in force for the very next notification', media: HTML },
      303: { description: 'Saved: the page shows it' },
      400: { description: 'Neither a click nor a form of the page', media: HTML },
      404: { description: 'Not a link of ours, or of a user who is no more', media: HTML },
      410: { description: 'The link has expired', media: HTML },
      422: { description: 'Quiet hours without a start and an end; nothing was saved', media: HTML },
      500: { description: 'Something went wrong on our side', media: HTML },
      503: { description: 'Try again; see Retry-After', media: HTML },
    },
    problems: [413, 415],
  },
];
