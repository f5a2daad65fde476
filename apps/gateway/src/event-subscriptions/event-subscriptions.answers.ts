import { z } from 'zod';
import { STATUSES } from '#libs/kernel';
import { channel } from '../api-page/answer.js';

const subscription = z.object({
  id: z.uuid(),
  url: z.string(),
  types: z.array(z.string()).optional(),
  statuses: z.array(z.enum(STATUSES)).optional(),
  channels: z.array(channel).optional(),
  description: z.string().optional(),
  enabled: z.boolean(),
  disabled_reason: z
    .enum(['gone', 'failing'])
    .optional()
    .meta({ description: 'It answered 410, or did nothing but fail for five days' }),
  disabled_at: z.string().optional(),
  created_at: z.string(),
  updated_at: z.string(),
  previous_secret_until: z.string().optional().meta({ description: 'Until then both secrets sign' }),
});

export const subscriptionAnswer = subscription.meta({ id: 'EventSubscription' });

export const madeSubscriptionAnswer = subscription
  .extend({ secret: z.string().meta({ description: '`whsec_…`: shown now and never again' }) })
  .meta({ id: 'MadeEventSubscription' });

const event = z.object({
  id: z.uuid().meta({ description: 'The `webhook-id` that it comes with' }),
  status: z.enum(STATUSES),
  notification_id: z.uuid().optional(),
  delivery_id: z.uuid().optional(),
  at: z.string(),
  created_at: z.string(),
  replay_of: z.uuid().optional(),
});

export const toldEventAnswer = event.meta({ id: 'ToldEvent' });

export const eventAnswer = event
  .extend({
    delivery: z
      .object({
        state: z.enum(['pending', 'delivered', 'failed', 'dead', 'cancelled']),
        attempts: z.int(),
        code: z.string().optional().meta({ description: 'Why the last attempt failed' }),
        updated_at: z.string().optional(),
      })
      .optional()
      .meta({ description: 'How its own delivery stands; absent while nobody can say' }),
  })
  .meta({ id: 'SubscriptionEvent' });
