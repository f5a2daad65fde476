/**
 * What is to be done with a record whose delivery has a ledger row already. Pure: the row (locked by the caller), what the
 * record asks for, and the time. The whole of rule 3's slow path is this table:
 *
 *   settled                     → drop
 *   claimed, our own token      → adopt (our claim was committed, and we were not told)
 *   claimed, lease running      → look again at its end
 *   claimed, lease ran out      → in doubt: proof → resolve; three times → dead; by its type claim again, or hold and ask
 *   doubt                       → proof → resolve; the provider has not got it → claim again; asked often enough → dead; else ask
 *                                 again, later each time
 *   waiting, retry              → claim, or what was found out about the record before: hold, end, dead; whom nobody serves is
 *                                 held so often, and then dead
 */
import type { Reason } from '#libs/contracts';
import {
  isSettled,
  LEDGER,
  MAX_DOUBT_CHECKS,
  MAX_UNSERVED_CHECKS,
  MAX_UNSETTLED_CLAIMS,
  type LedgerRow,
} from './ledger-state.js';

/** What is over without another call. */
type Ending =
  | {
      readonly do: 'end';
      readonly kind: 'expired' | 'unsubscribed' | 'suppressed' | 'cancelled';
      readonly reason: Reason;
    }
  | { readonly do: 'dead'; readonly reason: Reason };

/** What was found out about a record before its row was looked at. */
export type Wish = { readonly do: 'send' } | Hold | Ending;

interface Hold {
  readonly do: 'hold';
  readonly reason: Reason;
  /** By the clock of the app; absent: asked again after a while, and later each time. */
  readonly until?: number;
  /** The pause that it waits for. */
  readonly heldBy?: string | undefined;
  /** By a station that cannot take it: it comes back in its place in the stream, or when the station calls for what has this key. */
  readonly parkedAs?: string;
}

export interface Asked {
  /** The attempt that the record asks for. */
  readonly attempt: number;
  /** The token of the claim that is being tried. */
  readonly owner: string;
  readonly whenInDoubt: 'resend' | 'hold';
  readonly wish: Wish;
  /** Whether anything proves that it was sent; undefined: nobody asked, or nobody answered. */
  readonly proof?: boolean | undefined;
  /** The provider itself says that it has not got it: it may be sent again whatever its type says. */
  readonly absent?: boolean | undefined;
}

export type Decision =
  | { readonly do: 'drop' }
  | { readonly do: 'adopt'; readonly attempt: number }
  | { readonly do: 'look_again'; readonly at: number; readonly heldBy?: string | undefined }
  | { readonly do: 'claim'; readonly attempt: number; readonly claims: number }
  | (Hold & { readonly checks: number })
  | { readonly do: 'doubt'; readonly checks: number }
  | { readonly do: 'resolve' }
  | Ending;

export const IN_DOUBT_LOOK_AGAIN_MS = 5_000;
/** The relay's clock is the database's, as this one; what comes a little early is not turned away. */
const EARLY_MS = 1_000;

export function decide(row: LedgerRow, asked: Asked, now: number): Decision {
  if (isSettled(row.state)) return { do: 'drop' };
  if (row.state === LEDGER.claimed) return decideClaimed(row, asked, now);
  if (row.state === LEDGER.doubt) return decideDoubt(row, asked, now);
  if (asked.attempt <= row.attempt) return { do: 'drop' };
  return decideOpen(row, asked);
}

function decideOpen(row: LedgerRow, { attempt, wish }: Asked): Decision {
  switch (wish.do) {
    case 'send':
      return { do: 'claim', attempt, claims: row.claims + 1 };
    case 'hold':
      if (wish.reason === 'no_provider' && row.checks >= MAX_UNSERVED_CHECKS)
        return { do: 'dead', reason: wish.reason };
      return { ...wish, checks: row.checks + 1 };
    case 'end':
    case 'dead':
      return wish;
  }
}

function decideClaimed(row: LedgerRow, asked: Asked, now: number): Decision {
  if (row.owner === asked.owner) return { do: 'adopt', attempt: row.attempt };
  if (row.lease_until !== null && row.lease_until > now) return { do: 'look_again', at: row.lease_until };
  if (asked.proof === true) return { do: 'resolve' };
  if (row.claims >= MAX_UNSETTLED_CLAIMS) return { do: 'dead', reason: 'unsettled_claims' };
  if (asked.whenInDoubt === 'hold' && !asked.absent) return { do: 'doubt', checks: 0 };
  return claimAgain(row, asked, now);
}

function claimAgain(row: LedgerRow, { wish }: Asked, now: number): Decision {
  if (wish.do === 'send') return { do: 'claim', attempt: row.attempt + 1, claims: row.claims + 1 };
  if (wish.do !== 'hold') return wish;
  // What is paused is not looked at until the pause ends: nobody may take it over before.
  const at = wish.heldBy === undefined ? now + IN_DOUBT_LOOK_AGAIN_MS : Math.max(now, wish.until ?? now);
  return { do: 'look_again', at, heldBy: wish.heldBy };
}

function decideDoubt(row: LedgerRow, asked: Asked, now: number): Decision {
  const { proof, absent } = asked;
  if (proof === true) return { do: 'resolve' };
  if (row.lease_until !== null && row.lease_until > now + EARLY_MS) return { do: 'drop' }; // its own check is on the way
  if (absent) {
    return row.claims >= MAX_UNSETTLED_CLAIMS ? { do: 'dead', reason: 'in_doubt' } : claimAgain(row, asked, now);
  }
  if (proof === undefined) return { do: 'look_again', at: now + IN_DOUBT_LOOK_AGAIN_MS };
  if (row.checks >= MAX_DOUBT_CHECKS) return { do: 'dead', reason: 'in_doubt' };
  return { do: 'doubt', checks: row.checks + 1 };
}

/** Whether proof would make a difference: it is asked for before the row is locked. */
export const wantsProof = (row: Pick<LedgerRow, 'state' | 'lease_until'>, now: number): boolean =>
  row.state === LEDGER.doubt || (row.state === LEDGER.claimed && (row.lease_until ?? 0) <= now);
