import { z } from 'zod';
import { channel, problemAnswer } from '../api-page/answer.js';

export const deviceAnswer = z
  .object({ device_id: z.string(), platform: z.enum(['android', 'ios', 'web']), token_end: z.string() })
  .meta({ id: 'Device' });

const choices = z.partialRecord(channel, z.boolean());

export const preferencesAnswer = z
  .object({
    opted_out: z.boolean(),
    types: z.record(z.string(), choices),
    categories: z.record(z.string(), choices),
    channels: choices,
    quiet_hours: z.object({ start: z.string(), end: z.string(), channels: z.array(channel).optional() }).nullable(),
  })
  .meta({ id: 'Preferences' });

export const explanationAnswer = z
  .object({
    user_id: z.string(),
    notification_type: z.string(),
    category: z.string(),
    critical: z.boolean(),
    at: z.string(),
    time_zone: z.string(),
    channels: z.array(
      z.object({
        channel,
        answer: z.enum(['yes', 'no', 'later']),
        rule: z.enum([
          'suppressed',
          'critical',
          'opted_out',
          'type',
          'category',
          'channel',
          'default',
          'quiet_hours',
          'no_target',
        ]),
        reason: z.string().optional(),
        why: z.string().meta({ description: 'In words' }),
        until: z.string().optional(),
        targets: z.int(),
      }),
    ),
  })
  .meta({ id: 'Explanation' });

const webhook = z.object({
  id: z.string(),
  url: z.string(),
  secret: z.string().optional(),
  previous_secret_until: z.string().optional().meta({ description: 'Until then both secrets sign' }),
  enabled: z
    .literal(false)
    .optional()
    .meta({ description: 'Not called any more; PUT of the user with it enables it again' }),
  disabled_reason: z.enum(['gone', 'failing']).optional(),
  disabled_at: z.string().optional(),
});

export const rotatedWebhookAnswer = webhook.extend({ secret: z.string() }).meta({ id: 'RotatedWebhook' });

export const userAnswer = z
  .object({
    id: z.string(),
    email: z.string().optional(),
    phone: z.string().optional(),
    slack_url_end: z.string().optional(),
    whatsapp: z.string().optional(),
    locale: z.string().optional(),
    time_zone: z.string().optional(),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    devices: z.array(deviceAnswer),
    webhooks: z.array(webhook),
    preferences: preferencesAnswer,
    version: z.int(),
  })
  .meta({ id: 'User' });

export const userResultAnswer = z
  .object({
    index: z.int(),
    status: z.int(),
    id: z.string().optional(),
    user: userAnswer.optional(),
    problem: problemAnswer.optional(),
  })
  .meta({ id: 'UserResult' });

export const issuedTokenAnswer = z.object({ token: z.string(), expires_at: z.string() }).meta({ id: 'IssuedToken' });
