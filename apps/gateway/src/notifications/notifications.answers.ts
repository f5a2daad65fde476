import { z } from 'zod';
import { EVENT_KINDS, STATUSES } from '#libs/kernel';
import { channel, priority, problemAnswer } from '../api-page/answer.js';

const status = z.enum(STATUSES);

const delivery = z.object({
  id: z.uuid(),
  channel,
  status,
  reason: z.string().optional(),
  why: z.string().optional().meta({ description: 'In words: why it did not go out, or not yet' }),
  due_at: z.string().optional(),
  provider: z.string().optional(),
  provider_message_id: z.string().optional(),
  attempt: z.int().optional(),
  updated_at: z.string().optional(),
  replay_of: z.uuid().optional().meta({ description: 'The delivery in the dead letters in whose place this one goes' }),
});

const test = z.literal(true).optional().meta({ description: 'Sent with a test key: it reaches no recipient' });

export const acceptedAnswer = z
  .object({
    id: z.uuid(),
    test,
    status,
    reason: z.string().optional(),
    why: z.string().optional(),
    due_at: z.string().optional(),
    deliveries: z.array(delivery),
  })
  .meta({ id: 'Accepted' });

const notification = z.object({
  id: z.uuid(),
  test,
  status,
  notification_type: z.string().optional(),
  user_id: z.string().optional(),
  priority,
  metadata: z.record(z.string(), z.string()).optional(),
  idempotency_key: z.string().optional(),
  accepted_at: z.string().optional(),
  expires_at: z.string().optional(),
  deliveries: z.array(delivery),
});

export const notificationAnswer = notification.meta({ id: 'Notification' });

const timelineEntry = z.object({
  at: z.string(),
  delivery_id: z.uuid(),
  channel,
  event: z.enum(EVENT_KINDS),
  attempt: z.int(),
  reason: z.string().optional(),
  why: z.string().optional().meta({ description: 'In words: why it did not go out, or not yet' }),
  due_at: z.string().optional(),
  provider: z.string().optional(),
  detail: z.string().optional(),
});

const step = z.object({
  after_seconds: z.int(),
  unless: z.enum(['DELIVERED', 'READ']),
  channels: z.array(channel),
  state: z.enum(['waiting', 'done', 'not_needed', 'cancelled']),
  due_at: z.string(),
});

export const wholeNotificationAnswer = notification
  .extend({ escalation: z.array(step).optional(), timeline: z.array(timelineEntry) })
  .meta({ id: 'WholeNotification' });

export const itemResultAnswer = z
  .object({ index: z.int(), status: z.int(), id: z.uuid().optional(), test, problem: problemAnswer.optional() })
  .meta({ id: 'ItemResult' });
