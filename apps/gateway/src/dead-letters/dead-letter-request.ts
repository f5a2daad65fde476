import { z } from 'zod';
import { CHANNELS, DEAD_LETTER_STATES } from '#libs/contracts';
import { email } from '../contact/email.js';
import { phone } from '../contact/phone.js';
import { line, userId } from '../notifications/send-notification/notification-request.js';
import { reason, stuckFilter, stuckPage } from '../stuck/stuck-query.js';

export const deadLetterFilter = { ...stuckFilter, reason };

export const deadLettersQuery = z.strictObject({
  ...deadLetterFilter,
  state: z.enum(DEAD_LETTER_STATES).optional(),
  ...stuckPage,
});

/** What a target has that may be edited; which of it, the channel says. */
const editedTarget = z
  .strictObject({
    email: email.optional(),
    phone: phone.optional(),
    user_id: userId.optional(),
    url: z
      .url({ protocol: /^https?$/, error: 'must be a URL' })
      .max(2_048)
      .optional(),
    device_id: line.min(1).max(255).optional(),
    token: line.min(1).max(4_096).optional(),
    platform: z.enum(['android', 'ios', 'web']).optional(),
  })
  .meta({ description: 'Another recipient: an email, a phone, … as the channel has it' });

const editedContent = z
  .strictObject({
    title: line.min(1).max(500).optional(),
    body: z.string().min(1).max(200_000).optional(),
    data: z.record(z.string().max(256), z.unknown()).optional(),
  })
  .meta({ description: 'What is left out stays' });

const edits = {
  channel: z.enum(CHANNELS).optional().meta({ description: 'Another channel needs a recipient of its kind' }),
  to: editedTarget.optional(),
  content: editedContent.optional(),
};

export const editAsked = z.strictObject(edits);

export const replayLetterRequest = z
  .strictObject({
    replay: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .meta({ description: 'Which replay of this letter it is: asked for again, it is not made again' }),
    ...edits,
  })
  .meta({ id: 'ReplayLetterRequest', example: { replay: 1, content: { title: 'Your order' } } });

export type EditAsked = z.infer<typeof editAsked>;
export type EditedTarget = z.infer<typeof editedTarget>;

export const why = line.min(1).max(500).meta({ description: 'For people; kept sealed', example: 'Sent by hand' });

export const discardRequest = z.strictObject({ reason: why }).meta({ id: 'DiscardRequest' });
