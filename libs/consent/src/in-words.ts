import type { Channel } from '#libs/contracts';

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

type Words = (about: Circumstances & { readonly by: string }) => string;

const WORDS: Readonly<Record<string, Words>> = {
  opted_out_of_all: () => 'The user has opted out of everything but what is critical',
  opted_out_of_type: ({ by, type }) => `The user does not want ${type ?? 'this type'} by ${by}`,
  opted_out_of_category: ({ by, category }) => `The user does not want ${category ?? 'its category'} by ${by}`,
  opted_out_of_channel: ({ by }) => `The user does not want anything by ${by}`,
  suppressed_hard_bounce: ({ by }) => `The address for ${by} does not exist: mail to it came back`,
  suppressed_complaint: () => 'The recipient has reported earlier messages as spam',
  suppressed_stop: () => 'The recipient has answered STOP',
  suppressed_manual: ({ by }) => `The address for ${by} is on the suppression list`,
  quiet_hours: ({ dueAt }) => `The user has quiet hours${dueAt ? `; it goes out after they end, at ${dueAt}` : ''}`,
  daily_cap: ({ category }) => `The user has had as many of ${category ?? 'its category'} today as its type allows`,
  no_target: ({ by }) => `The user has no address for ${by}`,
  unknown_user: () => 'There was no such user when it was planned',
  user_deleted: () => 'The user was deleted before it went out',
  preferences_unavailable: () => 'Nobody could say what the user wants; it is held until somebody can',
  preferences_unreadable: () => 'Nobody could say what the user wants; it is held until somebody can',
  test_without_simulator: () => 'It was sent with a test key, and there is no simulator to send it to',
  in_doubt: () => 'Nobody knows whether the provider took it; its type says not to send it twice',
};

/** Why a delivery did not go out, or not yet, for people; undefined where the reason is not one of ours. */
export function inWords(reason: string | undefined, about: Circumstances): string | undefined {
  if (reason === undefined || !Object.hasOwn(WORDS, reason)) return undefined;
  return WORDS[reason]?.({ ...about, by: SPOKEN[about.channel] });
}
