/**
 * Whether a person may be reached now, and by which rule. One order for everybody who asks (the plan, the claim of what was
 * delayed, the explanation), first match first:
 *
 *   suppressed   the address bounced, complained or said STOP: nothing goes there, however critical
 *   critical     the type goes out whatever the user said, at any hour
 *   opted out    of everything
 *   type         the user's word about this type by this channel
 *   category     … about its category
 *   channel      … about the channel in general
 *   default      nobody said anything: yes
 *
 * A yes waits for the end of the user's quiet hours.
 */
import type { Channel, Choices, Profile, Reason, SuppressionReason } from '#libs/contracts';
import { quietUntil, RINGING } from './quiet-hours.js';

/** What of a type the wishes of its recipients depend on. */
export interface TypeRules {
  readonly name: string;
  readonly category: string;
  readonly critical: boolean;
  readonly quiet_hours: 'hold' | 'ignore';
}

export type ConsentRule = 'critical' | 'type' | 'category' | 'channel' | 'default';

/** Kept as the reason of a delivery that did not go out; `inWords` tells it to people. */
export type RefusalReason = Extract<
  Reason,
  | `suppressed_${SuppressionReason}`
  | 'opted_out_of_all'
  | 'opted_out_of_type'
  | 'opted_out_of_category'
  | 'opted_out_of_channel'
>;

export type Consent =
  | { readonly answer: 'yes'; readonly rule: ConsentRule }
  | { readonly answer: 'no'; readonly status: 'UNSUBSCRIBED' | 'SUPPRESSED'; readonly reason: RefusalReason }
  | { readonly answer: 'later'; readonly until: Date; readonly rule: ConsentRule };

type Wishes = Pick<Profile, 'preferences' | 'suppressed' | 'time_zone'>;

export function consentTo(user: Wishes, type: TypeRules, channel: Channel, at: Date): Consent {
  const { preferences, suppressed, time_zone } = user;
  const suppression = suppressed?.[channel];
  if (suppression) return { answer: 'no', status: 'SUPPRESSED', reason: `suppressed_${suppression}` };
  if (type.critical) return { answer: 'yes', rule: 'critical' };
  if (preferences.opted_out) return no('opted_out_of_all');
  const said = wordOn(preferences, type, channel);
  if (!said.yes) return no(`opted_out_of_${said.by}`);
  const quiet = preferences.quiet_hours;
  if (quiet === null || type.quiet_hours === 'ignore' || !(quiet.channels ?? RINGING).includes(channel))
    return { answer: 'yes', rule: said.by };
  const until = quietUntil(quiet, time_zone ?? 'UTC', at);
  return until ? { answer: 'later', until, rule: said.by } : { answer: 'yes', rule: said.by };
}

const no = (reason: RefusalReason): Consent => ({ answer: 'no', status: 'UNSUBSCRIBED', reason });

type Word =
  | { readonly yes: true; readonly by: 'type' | 'category' | 'channel' | 'default' }
  | { readonly yes: false; readonly by: 'type' | 'category' | 'channel' };

/** The most particular word on it, or the default. */
function wordOn(preferences: Profile['preferences'], type: TypeRules, channel: Channel): Word {
  const words: readonly (readonly ['type' | 'category' | 'channel', Choices | undefined])[] = [
    ['type', own(preferences.types, type.name)],
    ['category', own(preferences.categories, type.category)],
    ['channel', preferences.channels],
  ];
  for (const [by, choices] of words) {
    const yes = choices?.[channel];
    if (yes !== undefined) return { yes, by };
  }
  return { yes: true, by: 'default' };
}

/** Types and categories are named by tenants, and may be called like something that every object has. */
const own = (choices: Readonly<Record<string, Choices>>, name: string): Choices | undefined =>
  Object.hasOwn(choices, name) ? choices[name] : undefined;
