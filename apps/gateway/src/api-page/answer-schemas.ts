import { z } from 'zod';
import { CHANNELS, PRIORITIES } from '#libs/contracts';
import { EVENT_KINDS, STATUSES } from '#libs/kernel';

/** What comes back, for the documentation and for the tests that hold the answers to it. */
const status = z.enum(STATUSES);
const channel = z.enum(CHANNELS);
const priority = z.enum(PRIORITIES);

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

const delivery = z.object({
  id: z.uuid(),
  channel,
  status,
  reason: z.string().optional(),
  due_at: z.string().optional(),
  provider: z.string().optional(),
  provider_message_id: z.string().optional(),
  attempt: z.int().optional(),
  updated_at: z.string().optional(),
});

const accepted = z.object({
  id: z.uuid(),
  status,
  reason: z.string().optional(),
  due_at: z.string().optional(),
  deliveries: z.array(delivery),
});

const notification = z.object({
  id: z.uuid(),
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

const timelineEntry = z.object({
  at: z.string(),
  delivery_id: z.uuid(),
  channel,
  event: z.enum(EVENT_KINDS),
  attempt: z.int(),
  reason: z.string().optional(),
  due_at: z.string().optional(),
  provider: z.string().optional(),
  detail: z.string().optional(),
});

const device = z.object({ device_id: z.string(), platform: z.enum(['android', 'ios', 'web']), token_end: z.string() });
const choices = z.partialRecord(channel, z.boolean());

const user = z.object({
  id: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
  locale: z.string().optional(),
  time_zone: z.string().optional(),
  devices: z.array(device),
  webhooks: z.array(z.object({ id: z.string(), url: z.string(), secret: z.string().optional() })),
  preferences: z.object({ channels: choices, types: z.record(z.string(), choices) }),
  version: z.int(),
});

const inboxItem = z.object({
  id: z.string(),
  notification_id: z.string(),
  notification_type: z.string(),
  priority: z.string(),
  content: z.object({ title: z.string(), body: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  created_at: z.string(),
  read_at: z.string().optional(),
});

export const answerSchemas = {
  Problem: problem,
  Accepted: accepted,
  Notification: notification,
  WholeNotification: notification.extend({ timeline: z.array(timelineEntry) }),
  ItemResult: z.object({ index: z.int(), status: z.int(), id: z.uuid().optional(), problem: problem.optional() }),
  NotificationType: z.object({
    name: z.string(),
    priority,
    channels: z.array(channel),
    when_in_doubt: z.enum(['resend', 'hold']),
    ttl_seconds: z.int(),
  }),
  User: user,
  UserResult: z.object({
    index: z.int(),
    status: z.int(),
    id: z.string().optional(),
    user: user.optional(),
    problem: problem.optional(),
  }),
  Device: device,
  IssuedToken: z.object({ token: z.string(), expires_at: z.string() }),
  InboxPage: z.object({ items: z.array(inboxItem), unread: z.int(), next_cursor: z.string().optional() }),
} as const;
