import { wants, type Channel, type Profile, type Target } from '#libs/contracts';
import type { InlineAddresses, PlannedDelivery } from './intent.js';

/** To whom: a stored user, or addresses given with the request (which has no preferences to ask). */
export type Recipient =
  { readonly kind: 'user'; readonly profile: Profile } | { readonly kind: 'inline'; readonly to: InlineAddresses };

export interface Ask {
  readonly type: string;
  readonly channels: readonly Channel[];
  readonly recipient: Recipient;
  /** Critical messages follow their type's channels while nobody can say what the user wants. */
  readonly ignorePreferences?: boolean;
}

/**
 * One delivery to each target of each channel. A channel that the user does not want starts (and ends) UNSUBSCRIBED, one
 * without a target FAILED: both are on record, so that the caller sees why nothing came.
 */
export function planDeliveries(ask: Ask, newId: () => string): PlannedDelivery[] {
  return ask.channels.flatMap((channel): PlannedDelivery[] => {
    if (!isWanted(ask, channel)) return [{ id: newId(), channel, status: 'UNSUBSCRIBED', reason: 'opted_out' }];
    const targets = targetsOf(ask.recipient, channel);
    if (targets.length === 0) return [{ id: newId(), channel, status: 'FAILED', reason: 'no_target' }];
    return targets.map(({ target, source }) => ({ id: newId(), channel, status: 'ACCEPTED', target, source }));
  });
}

export const isUsable = (deliveries: readonly PlannedDelivery[]): boolean =>
  deliveries.some(({ status }) => status === 'ACCEPTED');

function isWanted({ recipient, type, ignorePreferences }: Ask, channel: Channel): boolean {
  if (recipient.kind === 'inline' || ignorePreferences) return true;
  return wants(recipient.profile.preferences, type, channel);
}

interface Found {
  readonly target: Target;
  readonly source: object;
}

const targetsOf = (recipient: Recipient, channel: Channel): Found[] =>
  recipient.kind === 'user' ? targetsOfUser(recipient.profile, channel) : addresses(recipient.to, channel);

function addresses(source: InlineAddresses, channel: Channel): Found[] {
  const { email, phone } = source;
  if (channel === 'email' && email !== undefined) return [{ target: { channel, email }, source }];
  if (channel === 'sms' && phone !== undefined) return [{ target: { channel, phone }, source }];
  return [];
}

function targetsOfUser(profile: Profile, channel: Channel): Found[] {
  switch (channel) {
    case 'push':
      return profile.devices.map((device) => ({ target: { channel, ...device }, source: device }));
    case 'in_app':
      return [{ target: { channel, user_id: profile.user_id }, source: profile }];
    case 'webhook':
      return profile.webhooks.map((endpoint) => ({ target: { channel, ...endpoint }, source: endpoint }));
    case 'email':
    case 'sms':
    case 'chat':
      return addresses(profile, channel);
  }
}
