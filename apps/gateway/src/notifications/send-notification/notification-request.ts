import { z } from 'zod';
import { CHANNELS, PRIORITIES } from '#libs/contracts';
import { email } from '../../contact/email.js';
import { phone } from '../../contact/phone.js';
import { emailBlock, fitsMail } from './email-block.js';
import { slackUrl } from '../../contact/slack-url.js';
import { condition, topic } from '../../contact/topic.js';
import { chatBlock } from './chat-block.js';
import { escalationSteps, stepComplaints } from '../../notification-types/escalation-steps.js';

/** Control characters break mail headers and logs; ids with them cannot be told apart by eye. */
export const line = z.string().regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

/** What stands in the place of an id in `PUT /v1/users/bulk`: a user of that name could not be reached by its address. */
const RESERVED_ID = 'bulk';

export const userId = line
  .min(1)
  .max(255)
  .refine((id) => id !== RESERVED_ID, `must not be ${RESERVED_ID}: that word is reserved for /v1/users/${RESERVED_ID}`)
  .meta({ description: `Your own id of the user; not \`${RESERVED_ID}\``, example: 'user-456' });
export const typeName = line.min(1).max(64).meta({ example: 'security_alert' });

/** The entries of metadata, any number of them. */
export const metadataEntries = z.record(z.string().min(1).max(64), z.string().max(512));

const metadata = metadataEntries.refine((entries) => Object.keys(entries).length <= 50, 'must have at most 50 entries');

const content = z
  .strictObject({
    title: line.min(1).max(500),
    body: z.string().min(1).max(200_000),
    data: z
      .record(z.string().max(256), z.unknown())
      .optional()
      .meta({ description: 'Handed to the app or the endpoint' }),
    email: emailBlock.optional().meta({ description: 'Of mail alone' }),
    chat: chatBlock.optional().meta({ description: 'Of chats alone' }),
  })
  .refine(fitsMail, { path: ['email', 'html'], message: 'is too long together with the body: 600 kB in UTF-8' });

const inline = z
  .strictObject({
    email: email.optional(),
    phone: phone.optional(),
    slack_url: slackUrl.optional(),
    whatsapp: phone.optional(),
    topic: topic.optional(),
    condition: condition.optional(),
  })
  .refine(
    (to) => Object.keys(to).length > 0,
    'must have an email, a phone, a slack_url, a whatsapp, a topic or a condition',
  )
  .refine((to) => to.topic === undefined || to.condition === undefined, 'must not have both a topic and a condition');

/** Goes to whoever has joined, and asks nobody's preferences. */
export const isBroadcast = ({ to }: Pick<NotificationRequest, 'to'>): boolean =>
  to?.topic !== undefined || to?.condition !== undefined;

const RECIPIENTS = ['user_id', 'user_ids', 'to'] as const;

const EXAMPLE = {
  user_id: 'user-456',
  notification_type: 'security_alert',
  priority: 'critical',
  channels: ['email', 'sms'],
  content: { title: 'Suspicious login', body: 'Login attempt from a new place', data: { ip: '203.0.113.1' } },
  metadata: { order: '12' },
};

/** What a producer asks for. Exactly one of user_id, user_ids and to. */
export const notificationRequest = z
  .strictObject({
    user_id: userId.optional(),
    user_ids: z.array(userId).min(1).max(1_000).optional().meta({ description: 'A notification for each of them' }),
    to: inline.optional().meta({ description: 'For someone who is not stored' }),
    notification_type: typeName,
    priority: z.enum(PRIORITIES).optional().meta({ description: "By default the type's" }),
    channels: z
      .array(z.enum(CHANNELS))
      .min(1)
      .max(CHANNELS.length)
      .optional()
      .meta({ description: "By default the type's" }),
    content,
    escalation: escalationSteps
      .optional()
      .meta({ description: "What follows when it is not seen in time; by default the type's, and [] is nothing" }),
    metadata: metadata.optional().meta({ description: 'Comes back everywhere' }),
    idempotency_key: z
      .string()
      .regex(/^[\x20-\x7e]+$/, 'must be visible ASCII')
      .max(255)
      .optional(),
  })
  .superRefine((request, context) => {
    for (const { step, message } of stepComplaints(request.escalation ?? []))
      context.addIssue({ code: 'custom', path: ['escalation', step, 'after_seconds'], message });
    const given = RECIPIENTS.filter((name) => request[name] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? 'one of user_id, user_ids and to is required'
        : 'only one of user_id, user_ids and to may be given';
    context.addIssue({ code: 'custom', path: given.length === 0 ? ['user_id'] : [given[1] as string], message });
  })
  .meta({ id: 'NotificationRequest', example: EXAMPLE });

export type NotificationRequest = z.infer<typeof notificationRequest>;
