import { z } from 'zod';
import { deadLetterFilter, why } from '../dead-letters/dead-letter-request.js';
import { someChannels } from '../stuck/stuck-query.js';

export const discardManyRequest = z
  .strictObject({
    /** `reason` is already what they died of. */
    because: why,
    channels: someChannels,
    ...deadLetterFilter,
  })
  .superRefine(({ because: _, ...filter }, context) => {
    if (Object.values(filter).some((value) => value !== undefined)) return;
    context.addIssue({ code: 'custom', path: [], message: 'must say which: channels, or anything to find them by' });
  })
  .meta({
    id: 'DiscardManyRequest',
    example: { because: 'The campaign is over', channels: ['email'], reason: 'unreadable' },
  });
