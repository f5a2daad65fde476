import { z } from 'zod';
import { SUPPRESSIBLE_CHANNELS, SUPPRESSION_REASONS } from '#libs/contracts';
import { problemAnswer } from '../api-page/answer.js';

export const suppressionAnswer = z
  .object({
    id: z.string(),
    channel: z.enum(SUPPRESSIBLE_CHANNELS),
    /** The beginning of it: enough to tell two apart. */
    address_hash: z.string(),
    reason: z.enum(SUPPRESSION_REASONS),
    source: z.string(),
    note: z.string().optional(),
    created_at: z.string(),
    expires_at: z.string().optional(),
  })
  .meta({ id: 'Suppression' });

export const suppressionResultAnswer = z
  .object({
    index: z.int(),
    status: z.int(),
    id: z.string().optional(),
    problem: problemAnswer.optional(),
  })
  .meta({ id: 'SuppressionResult' });

export const suppressionCheckAnswer = z
  .object({ suppressed: z.boolean(), suppression: suppressionAnswer.optional() })
  .meta({ id: 'SuppressionCheck' });
