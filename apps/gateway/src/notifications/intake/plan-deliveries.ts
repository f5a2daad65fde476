import { afterOpening, consentTo, type TypeRules } from '#libs/consent';
import { NO_PREFERENCES, type Channel, type Profile, type Target, type TestRedirect } from '#libs/contracts';
import type { FoundInline } from '../../recipients/found-recipient.js';
import type { InlineAddresses, PlannedDelivery } from './intent.js';

/** To whom: a stored user, or addresses given with the request, which have no preferences, but may be suppressed. */
export type Recipient =
  | { readonly kind: 'user'; readonly profile: Profile }
  | { readonly kind: 'inline'; readonly to: InlineAddresses; readonly suppressed?: FoundInline['suppressed'] };

export interface Ask {
  readonly type: TypeRules;
  readonly channels: readonly Channel[];
  readonly recipient: Recipient;
  readonly at: Date;
  /** Multiplies how long an opening is spread over. */
  readonly timeFactor: number;
  /** Where a test goes in place of the recipient's own addresses. */
  readonly redirect?: TestRedirect | undefined;
}

/**
 * One delivery to each target of each channel. A channel that the user does not want starts (and ends) UNSUBSCRIBED, one whose
 * address must not be used SUPPRESSED, one without a target FAILED: all are on record, so that the caller sees why nothing
 * came. What must wait starts SCHEDULED, one delivery for the channel.
 */
export function planDeliveries(ask: Ask, newId: () => string): PlannedDelivery[] {
  return ask.channels.flatMap((channel): PlannedDelivery[] => {
    const consent = consentOf(ask, channel);
    if (consent.answer === 'no') return [{ id: newId(), channel, status: consent.status, reason: consent.reason }];
    const targets = targetsOf(ask.recipient, channel);
    if (targets.length === 0) return [{ id: newId(), channel, status: 'FAILED', reason: 'no_target' }];
    if (consent.answer === 'later') return [held(ask, channel, consent.until, newId())];
    const accepted = (found: Found): PlannedDelivery => ({ id: newId(), channel, status: 'ACCEPTED', ...found });
    return (redirected(ask.redirect, channel) ?? targets).map(accepted);
  });
}

export const isUsable = (deliveries: readonly PlannedDelivery[]): boolean =>
  deliveries.some(({ status }) => status === 'ACCEPTED' || status === 'SCHEDULED');

/** Also by preferences that may be out of date nothing goes to an address that was suppressed by then. */
function consentOf({ recipient, type, at }: Ask, channel: Channel) {
  const wishes =
    recipient.kind === 'user'
      ? recipient.profile
      : { preferences: NO_PREFERENCES, suppressed: recipient.suppressed ?? {} };
  return consentTo(wishes, type, channel, at);
}

function held({ recipient, timeFactor }: Ask, channel: Channel, until: Date, id: string): PlannedDelivery {
  const user = recipient.kind === 'user' ? recipient.profile.user_id : id;
  const due_at = afterOpening(until, user, timeFactor).toISOString();
  return { id, channel, status: 'SCHEDULED', reason: 'quiet_hours', due_at };
}

interface Found {
  readonly target: Target;
  readonly source: object;
  readonly redirected?: true;
}

/** In place of what there is: a channel without a target has none in a test, either. */
function redirected(redirect: TestRedirect | undefined, channel: Channel): Found[] | undefined {
  const found = redirect ? addresses(redirect, channel) : [];
  return found.length === 0 ? undefined : found.map((one) => ({ ...one, redirected: true }));
}

export const targetsOf = (recipient: Recipient, channel: Channel): Found[] =>
  recipient.kind === 'user' ? targetsOfUser(recipient.profile, channel) : addresses(recipient.to, channel);

function addresses(source: InlineAddresses, channel: Channel): Found[] {
  const { email, phone, topic, condition } = source;
  if (channel === 'email' && email !== undefined) return [{ target: { channel, email }, source }];
  if (channel === 'push' && topic !== undefined) return [{ target: { channel, topic }, source }];
  if (channel === 'push' && condition !== undefined) return [{ target: { channel, condition }, source }];
  if (channel === 'sms' && phone !== undefined) return [{ target: { channel, phone }, source }];
  return channel === 'chat' ? chats(source) : [];
}

function chats(source: InlineAddresses): Found[] {
  const { slack_url: url, whatsapp: phone } = source;
  return [
    ...(url === undefined ? [] : [{ target: { channel: 'chat', kind: 'slack', url } as const, source }]),
    ...(phone === undefined ? [] : [{ target: { channel: 'chat', kind: 'whatsapp', phone } as const, source }]),
  ];
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
