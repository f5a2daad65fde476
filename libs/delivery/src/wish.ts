import { afterOpening } from '#libs/consent';
import { isSuppressible, type DispatchRecord } from '#libs/contracts';
import type { Wish } from './decide.js';
import type { Item } from './item.js';
import type { KnownConsent, LaneParts } from './ports.js';

const SEND: Wish = { do: 'send' };
const EXPIRED: Wish = { do: 'end', kind: 'expired' };

/** A critical message goes by its type's defaults when nobody can say; all others wait. */
function wishOf(consent: KnownConsent, { user_id = '' }: DispatchRecord, { priority, timing }: LaneParts): Wish {
  if (consent === 'gone') return { do: 'end', kind: 'suppressed', reason: 'user_deleted' };
  if (consent === 'unreadable')
    return priority === 'critical' ? SEND : { do: 'hold', reason: 'preferences_unreadable' };
  switch (consent.answer) {
    case 'yes':
      return SEND;
    case 'no': {
      const kind = consent.status === 'SUPPRESSED' ? 'suppressed' : 'unsubscribed';
      return { do: 'end', kind, reason: consent.reason };
    }
    case 'later': {
      const until = afterOpening(consent.until, user_id, timing.factor).getTime();
      return { do: 'hold', reason: 'quiet_hours', until };
    }
  }
}

export interface Wishes {
  readonly ready: Item[];
  /** Those whose preferences had to be asked for again; absent: none. */
  readonly unsure: Promise<Item[]> | undefined;
}

/** What to do with each by what can be known without its row: expired, or delayed and perhaps not wanted any more. */
export function wishAfter(items: Item[], parts: LaneParts): Wishes {
  const { clock, timing, preferences } = parts;
  const now = clock.now();
  const nowText = new Date(now).toISOString();
  const staleText = new Date(now - timing.freshMs).toISOString();
  const ready: Item[] = [];
  const unsure: Item[] = [];
  for (const item of items) {
    const { expires_at, user_id, delayed, timestamp, preferences_version, channel } = item.dispatch;
    item.wish = expires_at !== undefined && expires_at <= nowText ? EXPIRED : SEND;
    const old = delayed === true || item.attempt > 1 || timestamp < staleText;
    // An address that came with the request has no preferences, but may have been suppressed meanwhile.
    const askable = user_id === undefined ? isSuppressible(channel) && old : old || preferences_version === undefined;
    if (item.wish === SEND && askable) unsure.push(item);
    else ready.push(item);
  }
  if (unsure.length === 0) return { ready, unsure: undefined };
  const asked = preferences
    .check(
      unsure.map((i) => i.dispatch),
      new Date(now),
    )
    .then((consents) => {
      unsure.forEach((item, i) => (item.wish = wishOf(consents[i] as KnownConsent, item.dispatch, parts)));
      return unsure;
    });
  return { ready, unsure: asked };
}
