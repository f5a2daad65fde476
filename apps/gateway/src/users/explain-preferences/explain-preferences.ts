import { consentInWords, consentTo, inWords, type Consent } from '#libs/consent';
import type { Channel, NotificationType, Profile } from '#libs/contracts';
import { targetsOf } from '../../notifications/intake/plan-deliveries.js';

/** Which rule decided; `no_target`: there is nowhere to send it, whatever the user wants. */
type Rule =
  'suppressed' | 'critical' | 'opted_out' | 'type' | 'category' | 'channel' | 'default' | 'quiet_hours' | 'no_target';

export interface ExplainedChannel {
  readonly channel: Channel;
  readonly answer: 'yes' | 'no' | 'later';
  readonly rule: Rule;
  readonly reason?: string | undefined;
  readonly why: string;
  readonly until?: string | undefined;
  /** How many addresses, devices, endpoints or inboxes it would go to. */
  readonly targets: number;
}

export interface Explanation {
  readonly user_id: string;
  readonly notification_type: string;
  readonly category: string;
  readonly critical: boolean;
  readonly at: string;
  readonly time_zone: string;
  readonly channels: readonly ExplainedChannel[];
}

/** What would become of a notification of this type to this user at that time: the plan's own answers, with their reasons. */
export const explain = (profile: Profile, type: NotificationType, at: Date): Explanation => ({
  user_id: profile.user_id,
  notification_type: type.name,
  category: type.category,
  critical: type.critical,
  at: at.toISOString(),
  time_zone: profile.time_zone ?? 'UTC',
  channels: type.channels.map((channel) => explainChannel(profile, type, channel, at)),
});

function explainChannel(profile: Profile, type: NotificationType, channel: Channel, at: Date): ExplainedChannel {
  const consent = consentTo(profile, type, channel, at);
  const targets = targetsOf({ kind: 'user', profile }, channel).length;
  const about = { channel, type: type.name, category: type.category };
  if (consent.answer !== 'no' && targets === 0) {
    const reason = 'no_target';
    return { channel, answer: 'no', rule: reason, reason, why: inWords(reason, about) ?? reason, targets };
  }
  const { answer } = consent;
  const until = answer === 'later' ? consent.until.toISOString() : undefined;
  const why = consentInWords(consent, { ...about, dueAt: until });
  return { channel, answer, rule: ruleOf(consent), reason: reasonOf(consent), why, until, targets };
}

function ruleOf(consent: Consent): Rule {
  if (consent.answer === 'yes') return consent.rule;
  if (consent.answer === 'later') return 'quiet_hours';
  if (consent.status === 'SUPPRESSED') return 'suppressed';
  return STOPPED_BY[consent.reason] ?? 'suppressed';
}

const STOPPED_BY: Readonly<Record<string, Rule>> = {
  opted_out_of_all: 'opted_out',
  opted_out_of_type: 'type',
  opted_out_of_category: 'category',
  opted_out_of_channel: 'channel',
};

const reasonOf = (consent: Consent): string | undefined =>
  consent.answer === 'no' ? consent.reason : consent.answer === 'later' ? 'quiet_hours' : undefined;
