import { z } from 'zod';
import { JOB_STATES } from '#libs/contracts';
import { channel } from '../api-page/answer.js';
import { unavailable } from '../stuck/stuck.answers.js';

const state = z.enum(JOB_STATES);
const counts = {
  matched: z.int().meta({ description: 'Open letters that matched when it was started' }),
  discarded: z.int(),
};

export const discardAnswer = z
  .object({
    id: z.uuid(),
    state: state.meta({ description: 'running, as long as it is in one channel' }),
    filter: z.record(z.string(), z.string()),
    because: z.string().optional().meta({ description: 'Absent where nobody can open it any more' }),
    ...counts,
    started_at: z.string(),
    started_by: z.string(),
    channels: z.array(z.object({ channel, state, ...counts, finished_at: z.string().optional() })),
    unavailable,
  })
  .meta({ id: 'Discard' });
