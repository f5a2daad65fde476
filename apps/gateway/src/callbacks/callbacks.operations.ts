import { z } from 'zod';
import type { Operation } from '../api-page/operation.js';

const signature = (name: string) => ({ name, description: 'Of the provider; without it nothing is taken' });

/** What matters of it is in sendgrid.events.ts; the rest of what providers say is let by. */
const sendgridEvents = z
  .array(z.looseObject({}))
  .meta({ example: [{ event: 'delivered', timestamp: 1_767_000_000, sg_event_id: 'ZGVsaXZlcmVk' }] });

const twilioStatus = z
  .looseObject({ MessageSid: z.string(), MessageStatus: z.string() })
  .meta({ example: { MessageSid: 'SM00000000000000000000000000000001', MessageStatus: 'delivered' } });

export const callbackOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/callbacks/sendgrid',
    id: 'receiveSendgrid',
    tag: 'Callbacks',
    access: 'signature',
    summary: "SendGrid's event webhook",
    headers: [
      signature('X-Twilio-Email-Event-Webhook-Signature'),
      { name: 'X-Twilio-Email-Event-Webhook-Timestamp', description: 'Seconds; five minutes off at most' },
    ],
    body: sendgridEvents,
    answers: { 200: { description: 'Safe', schema: z.object({ received: z.int() }) } },
  },
  {
    method: 'post',
    path: '/callbacks/twilio',
    id: 'receiveTwilio',
    tag: 'Callbacks',
    access: 'signature',
    summary: "Twilio's status callback",
    headers: [signature('X-Twilio-Signature')],
    body: twilioStatus,
    bodyMedia: 'application/x-www-form-urlencoded',
    answers: { 204: { description: 'Safe' } },
  },
];
