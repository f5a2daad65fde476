/** What goes in the place of a dead letter: a new delivery, linked to the old. Pure. */
import { createHash } from 'node:crypto';
import type { Channel, DispatchRecord } from '#libs/contracts';
import { uuidv7Floor } from '#libs/kernel';

/** Sealed as they go out. */
export interface Edited {
  readonly channel?: Channel | undefined;
  readonly target?: string | undefined;
  readonly content?: string | undefined;
}

export interface Replay {
  readonly record: DispatchRecord;
  /** It had expired, and has got its whole time again. */
  readonly renewed: boolean;
}

/**
 * The random part follows from the letter and the number of its replay, so that the same replay is the same delivery; the time is
 * that of the replay, since ids say in which partition they lie.
 */
export function replayId(letterId: string, number: number, now: number): string {
  const hash = createHash('sha256').update(`${letterId} ${number}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hash[3] as string, 16) & 3] as string;
  const time = uuidv7Floor(now).slice(0, 13);
  return `${time}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}

/** A first attempt, whose recipient is asked again what is wanted, and with no provider to avoid. */
export function replayOf(dead: DispatchRecord, deliveryId: string, now: number, edited: Edited = {}): Replay {
  const { avoid: _, ...kept } = dead;
  const { expires_at: expiresAt, renewed } = renewedExpiry(dead, now);
  const record: DispatchRecord = {
    ...kept,
    delivery_id: deliveryId,
    replay_of: dead.delivery_id,
    attempt: 1,
    delayed: true,
    timestamp: new Date(now).toISOString(),
    expires_at: expiresAt,
    channel: edited.channel ?? dead.channel,
    target: edited.target ?? dead.target,
    content: edited.content ?? dead.content,
  };
  return { record, renewed };
}

/** Its type gave it so long from its acceptance; what has used that up gets it once more. */
export function renewedExpiry(
  { timestamp, expires_at }: Pick<DispatchRecord, 'timestamp' | 'expires_at'>,
  now: number,
): { readonly expires_at: string | undefined; readonly renewed: boolean } {
  const end = expires_at === undefined ? Infinity : Date.parse(expires_at);
  if (end > now) return { expires_at, renewed: false };
  const ttlMs = Math.max(0, end - Date.parse(timestamp));
  return { expires_at: new Date(now + ttlMs).toISOString(), renewed: true };
}
