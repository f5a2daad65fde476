/** What deliveries that are stuck with their channels, dead or in doubt, are found by. */
import { z } from 'zod';
import { CHANNELS, PRIORITIES } from '#libs/contracts';
import { typeName, userId } from '../notifications/send-notification/notification-request.js';
import { pageCursor } from '../page-cursor.js';

/** Postgres knows no year 0. */
const time = z.iso
  .datetime({ offset: true, error: 'must be a time in ISO 8601, as 2026-01-31T12:00:00Z' })
  .transform((text) => new Date(Math.max(0, Date.parse(text))).toISOString());

const word = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be a word of visible ASCII');

export const stuckFilter = {
  notification_type: typeName.optional(),
  priority: z.enum(PRIORITIES).optional(),
  provider: word.optional(),
  user_id: userId.optional(),
  notification_id: z.uuid().optional(),
  after: time.optional().meta({ description: 'At this time or later' }),
  before: time.optional().meta({ description: 'Before this time' }),
};

/** As it is, or what stands before its colon. */
export const reason = word
  .optional()
  .meta({ description: 'As it is told; `retries_exhausted` finds all of these, whatever the provider said last' });

export const stuckPage = {
  channel: z.enum(CHANNELS).optional(),
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
};

/** Of what is done to many letters. */
export const jobsQuery = z.strictObject({ cursor: stuckPage.cursor, limit: stuckPage.limit });

export const someChannels = z
  .array(z.enum(CHANNELS))
  .min(1)
  .max(CHANNELS.length)
  .optional()
  .meta({ description: 'All, if left out' });
