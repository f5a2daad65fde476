import type { Wish } from './decide.js';
import type { Item } from './item.js';
import type { Consent, LaneParts } from './ports.js';

const SEND: Wish = { do: 'send' };
const EXPIRED: Wish = { do: 'end', kind: 'expired' };

/** A critical message goes by its type's defaults when nobody can say; all others wait. */
const WISHES: Readonly<Record<Consent, Wish>> = {
  wanted: SEND,
  unwanted: { do: 'end', kind: 'unsubscribed', reason: 'preferences' },
  gone: { do: 'end', kind: 'suppressed', reason: 'user_deleted' },
  unreadable: { do: 'hold', reason: 'preferences_unreadable' },
};

export interface Wishes {
  readonly ready: Item[];
  /** Those whose preferences had to be asked for again; absent: none. */
  readonly unsure: Promise<Item[]> | undefined;
}

/** What to do with each by what can be known without its row: expired, or delayed and perhaps not wanted any more. */
export function wishAfter(items: Item[], { clock, timing, preferences, priority }: LaneParts): Wishes {
  const now = clock.now();
  const nowText = new Date(now).toISOString();
  const staleText = new Date(now - timing.freshMs).toISOString();
  const ready: Item[] = [];
  const unsure: Item[] = [];
  for (const item of items) {
    const { expires_at, user_id, delayed, timestamp, preferences_version } = item.dispatch;
    item.wish = expires_at !== undefined && expires_at <= nowText ? EXPIRED : SEND;
    const old = delayed === true || item.attempt > 1 || timestamp < staleText || preferences_version === undefined;
    if (item.wish === SEND && old && user_id !== undefined) unsure.push(item);
    else ready.push(item);
  }
  if (unsure.length === 0) return { ready, unsure: undefined };
  const asked = preferences.check(unsure.map((i) => i.dispatch)).then((consents) => {
    consents.forEach((consent, i) => {
      const critical = consent === 'unreadable' && priority === 'critical';
      (unsure[i] as Item).wish = critical ? SEND : WISHES[consent];
    });
    return unsure;
  });
  return { ready, unsure: asked };
}
