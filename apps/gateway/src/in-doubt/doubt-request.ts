import { z } from 'zod';
import { RESOLUTIONS } from '#libs/contracts';
import { someChannels, stuckFilter, stuckPage } from '../stuck/stuck-query.js';

export const doubtsQuery = z.strictObject({ ...stuckFilter, ...stuckPage });

const resolution = z.enum(RESOLUTIONS).meta({
  description: '`sent`: it did go out; `send_again`, at once; `give_up`: it has FAILED',
  example: 'sent',
});

export const resolveRequest = z.strictObject({ resolution }).meta({ id: 'ResolveRequest' });

export const resolveAllRequest = z
  .strictObject({ resolution, channels: someChannels, ...stuckFilter })
  .superRefine(({ resolution: _, ...filter }, context) => {
    if (Object.values(filter).some((value) => value !== undefined)) return;
    context.addIssue({ code: 'custom', path: [], message: 'must say which: channels, or anything to find them by' });
  })
  .meta({ id: 'ResolveAllRequest', example: { resolution: 'give_up', notification_type: 'newsletter' } });
