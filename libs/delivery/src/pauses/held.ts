import type { Item } from '../item.js';
import type { StandingPause } from './pauses.statements.js';

/** Whoever finds that a pause has ended meanwhile looks again in a moment: by then the news of it is here. */
const AGAIN_MS = 1_000;

const heldBy = ({ wish }: Item): string | undefined => (wish.do === 'hold' ? wish.heldBy : undefined);

/** The pauses that these wait for, each once. */
export const pausesOf = (items: readonly Item[]): string[] =>
  [...new Set(items.flatMap((item) => heldBy(item) ?? []))].sort();

/** A pause that is over releases nothing any more: nothing may be left to it. */
export function leaveEnded(items: readonly Item[], standing: readonly StandingPause[], now: number): void {
  const keys = new Set(standing.map(({ pause_key }) => pause_key));
  for (const item of items) {
    const key = heldBy(item);
    if (key !== undefined && !keys.has(key)) item.wish = { do: 'hold', reason: 'paused', until: now + AGAIN_MS };
  }
}
