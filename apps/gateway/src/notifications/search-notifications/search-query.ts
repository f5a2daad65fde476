import { z } from 'zod';
import { CHANNELS } from '#libs/contracts';
import { STATUSES } from '#libs/kernel';
import { pageCursor } from '../../page-cursor.js';
import { typeName, userId } from '../send-notification/notification-request.js';

const time = z.iso.datetime({ offset: true, error: 'must be a time in ISO 8601, as 2026-01-31T12:00:00Z' });

export const searchQuery = z.strictObject({
  user_id: userId.optional(),
  notification_type: typeName.optional(),
  channel: z.enum(CHANNELS).optional(),
  status: z.enum(STATUSES).optional(),
  after: time.optional().meta({ description: 'Accepted at this time or later' }),
  before: time.optional().meta({ description: 'Accepted before this time' }),
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
