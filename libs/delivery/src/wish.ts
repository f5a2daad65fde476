import { afterOpening } from '#libs/consent';
import { isSuppressible, type DispatchRecord } from '#libs/contracts';
import type { Wish } from './decide.js';
import type { Item } from './item.js';
import { pausedWish } from './pauses/paused-wish.js';
import type { KnownConsent, StationParts } from './ports.js';

const SEND: Wish = { do: 'send' };
const EXPIRED: Wish = { do: 'end', kind: 'expired', reason: 'expired' };
const REDIRECTED_NOWHERE: Wish = { do: 'end', kind: 'suppressed', reason: 'redirected_nowhere' };
const SEEN: Wish = { do: 'end', kind: 'cancelled', reason: 'seen' };
const NO_SIMULATOR: Wish = { do: 'end', kind: 'suppressed', reason: 'test_without_simulator' };

/** Sent with a test key, and not to the address that the key names: no real provider may see it. */
export const isForSimulator = ({ test, redirected }: DispatchRecord): boolean => test === true && redirected !== true;

/** What can be known at once. A test in a lane of a real provider has none to go to, or it would be in another. */
export function firstWish(
  dispatch: DispatchRecord,
  nowText: string,
  { isSimulated, redirect }: Pick<StationParts, 'isSimulated' | 'redirect'>,
): Wish {
  const { expires_at } = dispatch;
  if (expires_at !== undefined && expires_at <= nowText) return EXPIRED;
  if (isSimulated) return SEND;
  if (isForSimulator(dispatch)) return NO_SIMULATOR;
  return redirect && !redirect.to ? REDIRECTED_NOWHERE : SEND;
}

/** What is of a critical type goes by its defaults when nobody can say; all others wait, also in the critical lane. */
function wishOf(consent: KnownConsent, { user_id = '', critical }: DispatchRecord, { timing }: StationParts): Wish {
  if (consent === 'gone') return { do: 'end', kind: 'suppressed', reason: 'user_deleted' };
  if (consent === 'unreadable') return critical === true ? SEND : { do: 'hold', reason: 'preferences_unreadable' };
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
export function wishAfter(items: Item[], parts: StationParts): Wishes {
  const { clock, timing } = parts;
  const now = clock.now();
  const nowText = new Date(now).toISOString();
  const staleText = new Date(now - timing.freshMs).toISOString();
  const ready: Item[] = [];
  const unsure: Item[] = [];
  for (const item of items) {
    const { user_id, delayed, timestamp, preferences_version, channel, escalated } = item.dispatch;
    item.wish = firstWish(item.dispatch, nowText, parts);
    if (item.wish === SEND) item.wish = pausedWish(item, parts, now) ?? SEND;
    const old = delayed === true || item.attempt > 1 || timestamp < staleText;
    // An address that came with the request has no preferences, but may have been suppressed meanwhile.
    const askable = user_id === undefined ? isSuppressible(channel) && old : old || preferences_version === undefined;
    if (item.wish === SEND && (askable || (escalated && old))) unsure.push(item);
    else ready.push(item);
  }
  if (unsure.length === 0) return { ready, unsure: undefined };
  return { ready, unsure: ask(unsure, new Date(now), parts) };
}

async function ask(unsure: Item[], now: Date, parts: StationParts): Promise<Item[]> {
  const records = unsure.map((item) => item.dispatch);
  const [consents, seen] = await Promise.all([parts.preferences.check(records, now), seenOf(records, parts)]);
  unsure.forEach((item, i) => {
    const { dispatch } = item;
    item.wish = seen.has(dispatch) ? SEEN : wishOf(consents[i] as KnownConsent, dispatch, parts);
  });
  return unsure;
}

/** What goes out because nobody has read something need not any more, once somebody has. */
async function seenOf(
  records: readonly DispatchRecord[],
  { proof }: StationParts,
): Promise<ReadonlySet<DispatchRecord>> {
  const escalated = records.filter((record) => record.escalated);
  if (escalated.length === 0) return new Set();
  const seen = await proof.seen(escalated);
  return new Set(escalated.filter((_, i) => seen[i]));
}
