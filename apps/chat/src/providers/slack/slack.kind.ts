import { PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { SlackProvider, type SlackOptions } from './slack.provider.js';

export const slackKind = (place: SlackOptions): ProviderKind<SettingsOf<'slack'>> => ({
  name: 'slack',
  settings: PROVIDER_KINDS.slack.settings,
  make: () => new SlackProvider(place),
});
