import type { Channel } from '#libs/contracts';

/** All that the page says in one language. `{what}` is the name of a type or category, `{by}` one of `by`. */
export interface Texts {
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  readonly intro: string;
  readonly unsubscribe: string;
  readonly comes: string;
  readonly unsubscribed: string;
  readonly doesNotCome: string;
  readonly saved: string;
  /** Of one category. */
  readonly everything: string;
  readonly always: string;
  readonly stopHeading: string;
  readonly stop: string;
  readonly stopHint: string;
  readonly quietHeading: string;
  readonly quiet: string;
  readonly quietHint: string;
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
  readonly save: string;
  readonly sameTimes: string;
  readonly invalidTitle: string;
  readonly invalid: string;
  readonly expiredTitle: string;
  readonly expired: string;
  /** What was sent is no form of the page. */
  readonly unclearTitle: string;
  readonly unclear: string;
  readonly reopen: string;
  readonly laterTitle: string;
  readonly later: string;
  readonly channels: Readonly<Record<Channel, string>>;
  readonly by: Readonly<Record<Channel, string>>;
  /** Those that most tenants have; the others are called as they are named. */
  readonly categories: Readonly<Record<'security' | 'transactional' | 'marketing', string>>;
}
