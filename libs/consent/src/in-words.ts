import { REASONS, type Channel, type Reason } from '#libs/contracts';
import type { Status } from '#libs/kernel';
import type { Consent, ConsentRule } from './consent.js';

/** What the words are about. */
export interface Circumstances {
  readonly channel: Channel;
  readonly type?: string | undefined;
  readonly category?: string | undefined;
  readonly dueAt?: string | undefined;
}

const SPOKEN: Readonly<Record<Channel, string>> = {
  email: 'email',
  sms: 'SMS',
  push: 'push',
  in_app: 'the inbox',
  webhook: 'webhook',
  chat: 'chat',
};

/** `by`: the channel as people say it; `last`: what the provider said last. */
type About = Circumstances & { readonly by: string; readonly last?: string | undefined };

/** One for each reason: the compiler sees that none is forgotten. */
const WORDS: Readonly<Record<Reason, (about: About) => string>> = {
  opted_out: () => 'The recipient has told the provider that nothing is wanted',
  opted_out_of_all: () => 'The user has opted out of everything but what is critical',
  opted_out_of_type: ({ by, type }) => `The user does not want ${type ?? 'this type'} by ${by}`,
  opted_out_of_category: ({ by, category }) => `The user does not want ${category ?? 'its category'} by ${by}`,
  opted_out_of_channel: ({ by }) => `The user does not want anything by ${by}`,
  suppressed_hard_bounce: ({ by }) => `The address for ${by} does not exist: mail to it came back`,
  suppressed_complaint: () => 'The recipient has reported earlier messages as spam',
  suppressed_stop: () => 'The recipient has answered STOP',
  suppressed_manual: ({ by }) => `The address for ${by} is on the suppression list`,
  quiet_hours: ({ dueAt }) => `The user has quiet hours${dueAt ? `; it goes out after they end, at ${dueAt}` : ''}`,
  paused: ({ dueAt }) =>
    `What it belongs to is paused; it goes out when the pause ends${dueAt ? `, and is looked at again at ${dueAt}` : ''}`,
  daily_cap: ({ category }) => `The user has had as many of ${category ?? 'its category'} today as its type allows`,
  no_target: ({ by }) => `The user has no address for ${by}`,
  unknown_user: () => 'There was no such user when it was planned',
  user_deleted: () => 'The user was deleted before it went out',
  preferences_unavailable: () => 'Nobody could say what the user wants; it is held until somebody can',
  preferences_unreadable: () => 'Nobody could say what the user wants; it is held until somebody can',
  cancelled: () => 'It was cancelled before it went out',
  seen: () => 'It was to go out only if nobody had read it, and somebody has',
  expired: () => 'Its time had passed before it could go out',
  retry: ({ dueAt }) => `The provider did not take it; it is tried again${dueAt ? ` at ${dueAt}` : ''}`,
  provider_unavailable: ({ dueAt }) =>
    `The provider takes nothing now; it is tried${dueAt ? ` at ${dueAt}` : ' later'}`,
  no_provider: ({ by, dueAt }) =>
    `No account that is switched on sends there by ${by}: add one that does (POST /v1/providers)${
      dueAt ? `; it is looked again at ${dueAt}` : ', then replay it'
    }`,
  test_without_simulator: () => 'It was sent with a test key, and there is no simulator to send it to',
  redirected_nowhere: ({ by }) =>
    `Everything is redirected here, and there is no address that takes what goes by ${by}`,
  in_doubt: () => 'Nobody knows whether the provider took it; its type says not to send it twice',
  resolved_by_operator: () => 'Nobody knew whether the provider had taken it; a person has decided',
  given_up: () => 'Nobody knew whether the provider had taken it; a person has given it up',
  proof: () => 'Nobody saw the provider take it, but what the recipient did proves that it arrived',
  unsettled_claims: () => 'It was tried several times, and nobody knows how any of them ended; a person must look',
  retries_exhausted: ({ last }) => `It was tried as often as it may be, and the provider never took it${saying(last)}`,
  endpoint_disabled: () =>
    'The endpoint is disabled: it said that it is gone, or failed for days without a success between',
  unreadable: () => 'It was sealed with a key that nobody has any more',
};

const saying = (last: string | undefined): string => (last ? ` (${last})` : '');

const isReason = (text: string): text is Reason => (REASONS as readonly string[]).includes(text);

/** Why a delivery did not go out, or not yet, for people; undefined where the reason is not one of ours. */
export function inWords(reason: string | undefined, about: Circumstances): string | undefined {
  const [own = '', ...last] = (reason ?? '').split(':');
  return isReason(own) ? WORDS[own]({ ...about, by: SPOKEN[about.channel], last: last.join(':') }) : undefined;
}

/** Ends that a provider's own word may have led to. */
const ENDED_BY_PROVIDER: ReadonlySet<Status> = new Set(['FAILED', 'BOUNCED', 'DEAD']);

/** Why a delivery stands where it stands; undefined where there is nothing to explain. Who refuses in words of its own is quoted. */
export function whyItStands(
  { status, reason }: { readonly status: Status; readonly reason?: string | undefined },
  about: Circumstances,
): string | undefined {
  if (reason === undefined && status === 'CANCELLED') return inWords('cancelled', about);
  if (reason === undefined && status === 'EXPIRED') return inWords('expired', about);
  const own = inWords(reason, about);
  if (own !== undefined || !ENDED_BY_PROVIDER.has(status)) return own;
  return `The provider did not take it${saying(reason)}`;
}

const RULES: Readonly<Record<ConsentRule, (about: About) => string>> = {
  critical: () => 'It is critical: it goes out at any hour, and whatever the user has opted out of',
  type: ({ by, type }) => `The user wants ${type ?? 'this type'} by ${by}`,
  category: ({ by, category }) => `The user wants ${category ?? 'its category'} by ${by}`,
  channel: ({ by }) => `The user wants what comes by ${by}`,
  default: () => 'The user has said nothing about it: yes by default',
};

/** What `consentTo` answered, for people. */
export function consentInWords(consent: Consent, about: Circumstances): string {
  const spoken = { ...about, by: SPOKEN[about.channel] };
  if (consent.answer === 'no') return WORDS[consent.reason](spoken);
  const rule = RULES[consent.rule](spoken);
  return consent.answer === 'yes' ? rule : `${rule}, but has quiet hours until ${consent.until.toISOString()}`;
}
