/** What a user gets by each channel, as the page shows it: their words alone, whatever the hour and whether all is stopped. */
import { consentTo } from '#libs/consent';
import { CHANNELS, type Channel, type NotificationType, type Preferences, type Profile } from '#libs/contracts';
import type { Types } from '../notification-types/type-catalog.js';

/** No type is called so: it asks for what holds of a category as such. */
const NO_TYPE = '';

export const wants = (preferences: Preferences, type: string, category: string, channel: Channel): boolean =>
  consentTo(
    { preferences: { ...preferences, opted_out: false, quiet_hours: null } },
    { name: type, category, critical: false, quiet_hours: 'ignore' },
    channel,
    new Date(0),
  ).answer === 'yes';

export const wantsCategory = (preferences: Preferences, category: string, channel: Channel): boolean =>
  wants(preferences, NO_TYPE, category, channel);

/** By what the user can be reached, and so has a say in. */
export function channelsOf(profile: Profile): Channel[] {
  const reached: Record<Channel, boolean> = {
    email: profile.email !== undefined,
    sms: profile.phone !== undefined,
    push: profile.devices.length > 0,
    in_app: true,
    webhook: profile.webhooks.length > 0,
    chat: false,
  };
  return CHANNELS.filter((channel) => reached[channel]);
}

export interface CategoryOfTypes {
  readonly category: string;
  /** Those that can be declined. */
  readonly types: readonly NotificationType[];
  readonly critical: readonly NotificationType[];
}

/** Sorted by name, with the one first that the message was of. */
export function byCategory(types: Types, first: string): CategoryOfTypes[] {
  const all = [...types.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = [...new Set(all.map(({ category }) => category))].sort((a, b) =>
    a === first ? -1 : b === first ? 1 : a < b ? -1 : 1,
  );
  return names.map((category) => {
    const own = all.filter((type) => type.category === category);
    return { category, types: own.filter((t) => !t.critical), critical: own.filter((t) => t.critical) };
  });
}
