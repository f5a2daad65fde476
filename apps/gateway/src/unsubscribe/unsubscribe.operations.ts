import { z } from 'zod';
import type { Operation, OwnAnswer } from '../api-page/operation.js';

const HTML = 'text/html';
const tryAgain: OwnAnswer = {
  description: 'Not available now; see Retry-After',
  media: HTML,
  headers: [{ name: 'Retry-After', description: 'Seconds to wait' }],
};

/** For the documentation: forms are read by form.ts. */
const oneClick = z.object({ 'List-Unsubscribe': z.literal('One-Click') });
const button = z.object({ do: z.literal('unsubscribe') });
const boxes = (about: string) =>
  z
    .array(z.string())
    .optional()
    .meta({ description: `${about}, as \`type:email:newsletter\` or \`category:sms:marketing\`` });
const wishesForm = z.object({
  do: z.literal('save'),
  on: boxes('The boxes that are ticked'),
  was: boxes('Those that were ticked on the page: only what differs is changed'),
  stop: z.literal('yes').optional().meta({ description: 'Nothing but what is critical' }),
  was_stop: z.literal('yes').optional(),
  quiet: z.literal('yes').optional().meta({ description: 'Quiet hours, from `start` to `end`' }),
  start: z.string().optional().meta({ description: 'A time of day, as 22:00' }),
  end: z.string().optional().meta({ description: 'A time of day, as 07:00' }),
  was_quiet: z.string().optional().meta({ description: 'As 22:00-07:00; empty where there were none' }),
});

const unsubscribeForm = z
  .union([oneClick, button, wishesForm])
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
      503: tryAgain,
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
      200: { description: 'One click: in force for the very next notification', media: 'text/plain' },
      303: {
        description: 'A form of the page: saved, and the page shows it',
        headers: [{ name: 'Location', description: 'The page, relative to the link' }],
      },
      400: { description: 'Neither a click nor a form of the page', media: HTML },
      404: { description: 'Not a link of ours, or of a user who is no more', media: HTML },
      410: { description: 'The link has expired', media: HTML },
      422: { description: 'Quiet hours without a start and an end; nothing was saved', media: HTML },
      503: tryAgain,
    },
  },
];
