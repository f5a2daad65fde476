import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from '#libs/delivery';
import type { SenderPool } from './sender-pool.js';
import type { Sender } from './sender.js';

/** What came of one number: an outcome, or a refusal that speaks against the number and not against the message. */
export type SenderAnswer = Outcome | SenderRefused;

interface SenderRefused {
  readonly kind: 'sender_refused';
  /** What it is when no other number is left. */
  readonly otherwise: Outcome;
  /** How long others are tried before it; 0: only this recipient cannot be reached from it. */
  readonly blockMs: number;
}

export interface PoolCall {
  readonly phone: string;
  readonly segments: number;
  readonly critical: boolean;
  /** How long its number may be waited for. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** Not the provider's failures: they say nothing of whether it is well. */
const OUR_OWN = new Set(['number_busy', 'no_sender', 'out_of_time']);

export const speaksAgainstProvider = (outcome: Outcome): boolean =>
  (outcome.kind === 'retry' || outcome.kind === 'unknown') && !OUR_OWN.has(outcome.code);

/** Sends from the recipient's own number, and from the next one where the number itself is refused: each at most once. */
export async function sendByPool(
  pool: SenderPool,
  call: PoolCall,
  send: (sender: Sender) => Promise<SenderAnswer>,
): Promise<Outcome> {
  let last: Outcome = { kind: 'retry', code: 'no_sender', detail: 'no sender of the account is allowed there' };
  for (const sender of pool.lineFor(call.phone)) {
    const { waitMs, taken } = pool.turn(sender, call.segments, call.critical, call.patienceMs);
    if (!taken) return { kind: 'retry', code: 'number_busy', afterMs: Math.ceil(waitMs) };
    if (waitMs > 0) await pause(waitMs, undefined, { signal: call.signal }).catch(() => undefined);
    if (call.signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    const answer = await send(sender);
    if (answer.kind !== 'sender_refused') return answer;
    pool.block(sender, answer.blockMs);
    last = answer.otherwise;
  }
  return last;
}
