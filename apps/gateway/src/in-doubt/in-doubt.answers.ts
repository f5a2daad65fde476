import { z } from 'zod';
import { RESOLUTIONS } from '#libs/contracts';
import { channel, priority } from '../api-page/answer.js';
import { historyAnswer, unavailable } from '../stuck/stuck.answers.js';

const doubt = z.object({
  id: z.uuid().meta({ description: 'Of the delivery' }),
  channel,
  notification_id: z.uuid(),
  notification_type: z.string(),
  priority,
  user_id: z.string().optional(),
  test: z.literal(true).optional(),
  provider: z.string().optional(),
  attempt: z.int(),
  since: z.string(),
  checks: z.int().meta({ description: 'How often callbacks and the provider were asked about it' }),
  next_check_at: z.string().optional(),
});

export const doubtAnswer = doubt.meta({ id: 'Doubt' });
export const doubtDetailAnswer = doubt.extend({ history: historyAnswer }).meta({ id: 'DoubtDetail' });
export const resolvedAnswer = z.object({ id: z.uuid(), resolution: z.enum(RESOLUTIONS) }).meta({ id: 'ResolvedDoubt' });
export const resolvedAllAnswer = z
  .object({
    resolved: z.int(),
    more: z.boolean().meta({ description: 'There are others that match: ask again' }),
    unavailable,
  })
  .meta({ id: 'ResolvedDoubts' });
