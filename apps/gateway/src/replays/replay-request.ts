import { z } from 'zod';
import { deadLetterFilter, editAsked } from '../dead-letters/dead-letter-request.js';
import { someChannels } from '../stuck/stuck-query.js';

export const replayRequest = z
  .strictObject({
    channels: someChannels,
    ...deadLetterFilter,
    rate: z.int().min(1).max(1_000).meta({ description: 'Letters a second, in each channel' }),
    edit: editAsked
      .optional()
      .meta({ description: 'What is to be otherwise with each; a recipient must be of the kind of each channel' }),
  })
  .meta({ id: 'ReplayRequest', example: { channels: ['email'], reason: 'retries_exhausted', rate: 20 } });
