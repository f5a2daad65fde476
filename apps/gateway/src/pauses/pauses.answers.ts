import { z } from 'zod';
import { channel } from '../api-page/answer.js';

export const pauseAnswer = z
  .object({
    id: z.string(),
    channels: z.array(channel),
    notification_type: z.string().optional(),
    provider: z.string().optional(),
    note: z.string().optional(),
    until: z.string().optional(),
    created_at: z.string(),
  })
  .meta({ id: 'Pause' });

export const pausesAnswer = z.object({
  items: z.array(pauseAnswer),
  unavailable: z
    .array(channel)
    .meta({ description: 'Channels that did not answer: what is paused in them alone is missing' }),
});
