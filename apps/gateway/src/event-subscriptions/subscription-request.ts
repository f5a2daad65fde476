import { z } from 'zod';
import { CHANNELS } from '#libs/contracts';
import { STATUSES } from '#libs/kernel';
import { newTypeName } from '../notification-types/type-request.js';
import { pageCursor } from '../page-cursor.js';

const some = <Item extends z.ZodType>(item: Item, most: number) =>
  z
    .array(item)
    .min(1)
    .max(most)
    .refine((all) => new Set(all).size === all.length, 'must not name one twice');

export const subscriptionRequest = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2_048),
    types: some(newTypeName, 100).optional().meta({ description: 'Of notifications; left out: all' }),
    statuses: some(z.enum(STATUSES), STATUSES.length)
      .optional()
      .meta({ description: 'That a delivery comes to; left out: all' }),
    channels: some(z.enum(CHANNELS), CHANNELS.length).optional().meta({ description: 'Left out: all' }),
    description: z
      .string()
      .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
      .max(200)
      .optional(),
    enabled: z
      .boolean()
      .default(true)
      .meta({ description: 'true also takes an endpoint into use again that was disabled since it failed' }),
  })
  .meta({
    id: 'EventSubscriptionRequest',
    example: {
      url: 'https://example.com/events',
      types: ['order_update'],
      statuses: ['DELIVERED', 'FAILED', 'BOUNCED', 'DEAD'],
      description: 'For the order desk',
    },
  });

export const eventsQuery = z.strictObject({
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
