import { z } from 'zod';
import { channel, priority } from '../api-page/answer.js';

export const notificationTypeAnswer = z
  .object({
    name: z.string(),
    category: z.string(),
    critical: z.boolean(),
    priority,
    priority_rules: z.array(
      z.object({
        field: z.string(),
        equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
        contains: z.string().optional(),
        above: z.number().optional(),
        below: z.number().optional(),
        priority,
      }),
    ),
    channels: z.array(channel),
    when_in_doubt: z.enum(['resend', 'hold']),
    ttl_seconds: z.int(),
    quiet_hours: z.enum(['hold', 'ignore']),
    daily_cap: z.int().nullable(),
    escalation: z.array(
      z.object({ after_seconds: z.int(), unless: z.enum(['DELIVERED', 'READ']), channels: z.array(channel) }),
    ),
    managed_by: z.enum(['api', 'file']).meta({ description: 'What a file manages cannot be changed by the API' }),
  })
  .meta({ id: 'NotificationType' });
