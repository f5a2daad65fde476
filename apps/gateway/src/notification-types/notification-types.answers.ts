import { z } from 'zod';
import { channel, priority } from '../api-page/answer.js';

export const notificationTypeAnswer = z
  .object({
    name: z.string(),
    priority,
    channels: z.array(channel),
    when_in_doubt: z.enum(['resend', 'hold']),
    ttl_seconds: z.int(),
  })
  .meta({ id: 'NotificationType' });
