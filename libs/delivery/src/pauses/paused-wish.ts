import type { Wish } from '../decide.js';
import type { Item } from '../item.js';
import type { LaneParts, StationParts } from '../ports.js';
import type { Account } from '../routing/account.js';

/** Nothing is held for ever: after this it is looked at again. */
const HELD_MS = 86_400_000;
const ELSEWHERE_MS = 500;

/** What pauses call an account by. */
export const namesOf = ({ id, provider }: Account): string[] => [id, provider.name];

/** Until the pause ends; it is looked at before when it expires. */
export function heldBy(pause: string, { dispatch }: Item, now: number, { timing, random }: LaneParts): Wish {
  const latest = now + HELD_MS * timing.factor * (1 + random() / 8);
  const until = Math.min(latest, dispatch.expires_at === undefined ? Infinity : Date.parse(dispatch.expires_at));
  return { do: 'hold', reason: 'paused', until, heldBy: pause };
}

/** For what has come to a station: whether it may go from there. What another account could send comes again, and goes by that one. */
export function pausedWish(item: Item, parts: StationParts, now: number): Wish | undefined {
  const { pauses, account, hasOther } = parts;
  if (!pauses?.any) return undefined;
  const pause = pauses.holding(item.dispatch, namesOf(account));
  if (pause === undefined) return undefined;
  const isOfAccount = pauses.holding(item.dispatch) === undefined;
  if (isOfAccount && hasOther(item)) return { do: 'hold', reason: 'paused', until: now + ELSEWHERE_MS };
  return heldBy(pause, item, now, parts);
}
