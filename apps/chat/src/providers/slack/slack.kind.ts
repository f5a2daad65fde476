import type { z } from 'zod';
import { slackSettings } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { SlackProvider, type SlackOptions } from './slack.provider.js';

export const slackKind = (place: SlackOptions): ProviderKind<z.output<typeof slackSettings>> => ({
  name: 'slack',
  settings: slackSettings,
  make: () => new SlackProvider(place),
});
