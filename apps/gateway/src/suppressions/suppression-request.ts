import { z } from 'zod';
import { SUPPRESSIBLE_CHANNELS, SUPPRESSION_REASONS } from '#libs/contracts';
import { email } from '../contact/email.js';
import { phone } from '../contact/phone.js';
import { pageCursor } from '../page-cursor.js';

/** Which one it is, is said by `channel`. */
const byEmail = { channel: z.literal('email'), address: email };
const bySms = { channel: z.literal('sms'), address: phone };
const byChat = { channel: z.literal('chat'), address: phone };

const more = {
  reason: z.enum(SUPPRESSION_REASONS).default('manual'),
  note: z
    .string()
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
    .max(500)
    .optional()
    .meta({ description: 'For people; kept sealed' }),
  expires_at: z.iso
    .datetime({ offset: true, error: 'must be a time in ISO 8601, as 2026-01-31T12:00:00Z' })
    .refine((time) => Date.parse(time) > Date.now(), 'must lie ahead')
    .transform((time) => new Date(time).toISOString())
    .optional()
    .meta({ description: 'Absent: for good. Seen by all within a quarter of an hour' }),
};

const either = { error: 'must be email, sms or chat' };

export const suppressionRequest = z
  .discriminatedUnion(
    'channel',
    [
      z.strictObject({ ...byEmail, ...more }),
      z.strictObject({ ...bySms, ...more }),
      z.strictObject({ ...byChat, ...more }),
    ],
    either,
  )
  .meta({
    id: 'SuppressionRequest',
    example: { channel: 'email', address: 'ada@example.com', reason: 'manual', note: 'Asked by phone' },
  });

export type SuppressionRequest = z.infer<typeof suppressionRequest>;

export const addressRequest = z
  .discriminatedUnion('channel', [z.strictObject(byEmail), z.strictObject(bySms), z.strictObject(byChat)], either)
  .meta({ id: 'AddressRequest' });

export type AddressRequest = z.infer<typeof addressRequest>;

export const MOST_SUPPRESSIONS = 1_000;

export const suppressionsQuery = z.strictObject({
  channel: z.enum(SUPPRESSIBLE_CHANNELS).optional(),
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
