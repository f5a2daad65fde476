import { z } from 'zod';
import { channel, listOf } from '../api-page/answer.js';

export const unavailable = z
  .array(channel)
  .optional()
  .meta({ description: 'Channels whose apps did not answer: what they have is not in here' });

export const listOverChannels = <Schema extends z.ZodType>(item: Schema) => listOf(item).extend({ unavailable });

export const historyAnswer = z.array(
  z
    .object({
      attempt: z.int(),
      claim: z.int(),
      event: z.string(),
      code: z.string().optional(),
      provider: z.string().optional(),
      provider_message_id: z.string().optional(),
      answer: z.string().optional().meta({ description: 'What the provider answered, masked' }),
      at: z.string(),
    })
    .meta({ id: 'Attempt' }),
);

export const contentsAnswer = z
  .object({
    target: z.record(z.string(), z.unknown()).optional(),
    content: z.record(z.string(), z.unknown()).optional(),
    unreadable: z.literal(true).optional().meta({ description: 'Sealed with a key that nobody has any more' }),
  })
  .meta({ id: 'Contents' });
