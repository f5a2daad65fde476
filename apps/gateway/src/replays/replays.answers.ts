import { z } from 'zod';
import { JOB_STATES } from '#libs/contracts';
import { channel } from '../api-page/answer.js';
import { unavailable } from '../stuck/stuck.answers.js';

const state = z.enum(JOB_STATES);
const counts = {
  matched: z.int().meta({ description: 'Open letters that matched when it was started' }),
  replayed: z.int(),
  skipped: z.int().meta({ description: 'Left open: with what was edited they make no whole delivery' }),
};

export const replayAnswer = z
  .object({
    id: z.uuid(),
    state: state.meta({ description: 'running, as long as it is in one channel' }),
    filter: z.record(z.string(), z.string()),
    rate: z.int(),
    edited: z.array(z.enum(['channel', 'to', 'content'])).optional(),
    ...counts,
    started_at: z.string(),
    started_by: z.string(),
    channels: z.array(z.object({ channel, state, ...counts, finished_at: z.string().optional() })),
    unavailable,
  })
  .meta({ id: 'Replay' });
