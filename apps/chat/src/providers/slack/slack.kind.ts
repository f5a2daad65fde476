import { z } from 'zod';
import type { ProviderKind } from '#libs/delivery';
import { SlackProvider, type SlackOptions } from './slack.provider.js';

/** Nothing to say: what may be posted to is in each address. */
const settings = z.strictObject({});

export const slackKind = (place: SlackOptions): ProviderKind<z.infer<typeof settings>> => ({
  name: 'slack',
  settings,
  make: () => new SlackProvider(place),
});
