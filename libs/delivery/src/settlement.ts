/** What follows from an outcome: pure, so that every case can be read and tested. Who writes it is settler.ts. */
import { saidByProvider, type Reason, type StatusReason } from '#libs/contracts';
import type { EventKind } from '#libs/kernel';
import { growingDelay, retryDelay, type RetrySchedule } from '#libs/resilience';
import type { Again } from './follow-ups.js';
import { LEDGER, MAX_UNSETTLED_CLAIMS, type LedgerRow, type LedgerState } from './ledger-state.js';
import type { Outcome } from './provider.js';
import type { Timing } from './timing.js';

/** A provider's outcome, or one of the engine's own. */
export type CallResult =
  | Outcome
  /** Claimed, but certainly not called: the lease was over, or the breaker closed the door. */
  | { readonly kind: 'uncalled'; readonly code: string; readonly afterMs?: number | undefined }
  /** Cannot be sent at all, through no fault of the target: sealed with a key that nobody has. */
  | { readonly kind: 'dead'; readonly code: Reason };

/** Why an attempt may have been made more often than once, or came to nothing: a row in `attempts`. */
export type AttemptEvent =
  | 'retryable_failure'
  | 'refused'
  | 'unknown_outcome'
  | 'lease_ran_out'
  | 'not_called'
  | 'late_settlement'
  | 'settled_after_lease'
  | 'proof'
  /** The provider itself said that it had not got it: it was sent again. */
  | 'absent'
  /** A person has decided. */
  | 'resolved';

export interface Settlement {
  readonly state: LedgerState;
  readonly attempt: number;
  readonly claims: number;
  readonly event?: {
    readonly kind: EventKind;
    readonly attempt: number;
    readonly reason?: StatusReason | undefined;
    readonly detail?: string | undefined;
    readonly dueInMs?: number;
  };
  /** `detail`: in the provider's words. */
  readonly note?: { readonly event: AttemptEvent; readonly code: string; readonly detail?: string | undefined };
  /** The record is to be emitted again. */
  readonly again?: { readonly attempt: number; readonly dueInMs: number } & Again;
  readonly dead?: StatusReason;
  readonly providerMessageId?: string | undefined;
  /** The recipient wants nothing, whoever sends it. */
  readonly optedOut?: true;
}

export interface Settling {
  readonly attempt: number;
  readonly claims: number;
  readonly whenInDoubt: 'resend' | 'hold';
  /** Milliseconds until it expires; undefined: never. */
  readonly expiresInMs?: number | undefined;
  /** The account that was called. */
  readonly accountId: string;
  readonly avoid?: readonly string[] | undefined;
  /** How many of its attempts the schedule does not count. */
  readonly failedOver?: number | undefined;
  /** What came of it is this account's fault, and another one, which has not refused it yet, would take it. */
  readonly hasOther?: boolean;
  /** What came of it is this account's fault, which takes nothing now: how long what is parked waits, unless it is called back. */
  readonly outage?: Outage | undefined;
}

export interface Outage {
  /** By which it is called back when the account works again. */
  readonly key: string;
  readonly parkMs: number;
}

export interface SettlementRules {
  readonly schedule: RetrySchedule;
  readonly timing: Timing;
  readonly random: () => number;
}

const LONGEST_PROVIDER_WAIT_MS = 3_600_000;
const UNCALLED_AGAIN_MS = 1_000;
/** So often what meets an account that is down is not to blame. What brings an account down by itself must end, too. */
const MOST_BLAMELESS = 16;
/** As many as a record may carry. */
const MOST_AVOIDED = 16;

export function settlementOf(item: Settling, result: CallResult, rules: SettlementRules): Settlement {
  const { attempt, claims } = item;
  switch (result.kind) {
    case 'sent': {
      const kind = result.delivered ? 'delivered' : 'sent';
      return {
        state: LEDGER.sent,
        attempt,
        claims: 0,
        event: { kind, attempt, detail: result.detail },
        providerMessageId: result.providerMessageId,
      };
    }
    case 'rejected':
      return rejected(attempt, result);
    case 'retry':
      return afterRetryable(item, result, rules);
    case 'unknown':
      return afterUnknown(item, result, rules);
    case 'uncalled': {
      const ownMs = item.hasOther ? 0 : UNCALLED_AGAIN_MS * rules.timing.factor;
      const again = { attempt, dueInMs: Math.max(result.afterMs ?? 0, ownMs) };
      const note = { event: 'not_called', code: result.code } as const;
      return { state: LEDGER.waiting, attempt: attempt - 1, claims: claims - 1, note, again };
    }
    case 'dead':
      return dead(item, 0, result.code);
  }
}

/** The recipient told the provider, and not us, that nothing is wanted. */
const OPTED_OUT = 'opted_out';

function rejected(attempt: number, { code, detail, bounced }: Extract<Outcome, { kind: 'rejected' }>): Settlement {
  const optedOut = code === OPTED_OUT;
  const kind = optedOut ? 'unsubscribed' : bounced ? 'bounced' : 'failed';
  const state = optedOut ? LEDGER.unsubscribed : LEDGER.failed;
  return {
    state,
    attempt,
    claims: 0,
    note: { event: 'refused', code, detail },
    event: { kind, attempt, reason: optedOut ? OPTED_OUT : saidByProvider(code), detail },
    ...(optedOut && { optedOut }),
  };
}

/** A short wait that the provider has asked for is better than another account. */
function afterRetryable(
  item: Settling,
  result: Extract<Outcome, { kind: 'retry' }>,
  rules: SettlementRules,
): Settlement {
  const { code, detail, afterMs } = result;
  const note = { event: 'retryable_failure', code, detail } as const;
  const isShort = afterMs !== undefined && afterMs <= rules.timing.patienceMs;
  if (item.hasOther && !isShort) return failOver(item, note);
  const { outage, failedOver = 0 } = item;
  if (outage && afterMs === undefined && failedOver < MOST_BLAMELESS) return afterOutage(item, outage, note);
  return tryAgain(item, 0, note, rules, afterMs);
}

/** Whoever found out that an account is down, or still is, waits as all others do, and not by a schedule that may outlast the outage. */
function afterOutage(item: Settling, { key, parkMs }: Outage, note: NonNullable<Settlement['note']>): Settlement {
  const { attempt, avoid, failedOver = 0 } = item;
  const next = attempt + 1;
  const routed = { ...(avoid && { avoid: undefined }), failed_over: failedOver + 1 };
  return {
    state: LEDGER.retry,
    attempt,
    claims: 0,
    note,
    event: { kind: 'scheduled', attempt: next, reason: 'retry', detail: note.code, dueInMs: parkMs },
    again: { attempt: next, dueInMs: parkMs, routed, isOnTime: true, heldBy: key },
  };
}

/** Another attempt at once, by somebody else. What has expired meanwhile ends when it is claimed. */
function failOver(item: Settling, note: NonNullable<Settlement['note']>): Settlement {
  const { attempt, accountId, avoid = [], failedOver = 0 } = item;
  const next = attempt + 1;
  const routed = { avoid: [...avoid, accountId].slice(-MOST_AVOIDED), failed_over: failedOver + 1 };
  return {
    state: LEDGER.retry,
    attempt,
    claims: 0,
    note,
    event: { kind: 'scheduled', attempt: next, reason: 'retry', detail: note.code, dueInMs: 0 },
    again: { attempt: next, dueInMs: 0, routed },
  };
}

/** Never elsewhere by itself: it may have been taken. */
function afterUnknown(
  item: Settling,
  { code, detail }: Extract<Outcome, { kind: 'unknown' }>,
  rules: SettlementRules,
): Settlement {
  const note = { event: 'unknown_outcome', code, detail } as const;
  const { attempt, claims } = item;
  if (item.whenInDoubt === 'hold') {
    const dueInMs = doubtDelay(rules.timing, 0);
    const event = { kind: 'processing', attempt, reason: 'in_doubt', dueInMs } as const;
    return { state: LEDGER.doubt, attempt, claims, note, event, again: { attempt, dueInMs } };
  }
  if (claims >= MAX_UNSETTLED_CLAIMS) return { ...dead(item, claims, 'unsettled_claims'), note };
  return tryAgain(item, claims, note, rules);
}

function tryAgain(
  item: Settling,
  claims: number,
  note: Settlement['note'],
  rules: SettlementRules,
  afterMs = 0,
): Settlement {
  const { attempt, avoid, failedOver = 0 } = item;
  const delay = retryDelay(rules.schedule, attempt - failedOver, rules.random(), rules.timing.factor);
  if (delay === undefined) return { ...dead(item, claims, `retries_exhausted:${note?.code ?? ''}`), note };
  const dueInMs = Math.max(delay, Math.min(afterMs, LONGEST_PROVIDER_WAIT_MS));
  if (item.expiresInMs !== undefined && dueInMs >= item.expiresInMs) {
    return {
      state: LEDGER.expired,
      attempt,
      claims,
      note,
      event: { kind: 'expired', attempt, reason: 'expired', detail: note?.code },
    };
  }
  const next = attempt + 1;
  const event = { kind: 'scheduled', attempt: next, reason: 'retry', detail: note?.code, dueInMs } as const;
  const routed = avoid && { avoid: undefined };
  return {
    state: LEDGER.retry,
    attempt,
    claims,
    note,
    event,
    again: { attempt: next, dueInMs, routed, isOnTime: afterMs > 0 },
  };
}

const dead = ({ attempt }: Settling, claims: number, reason: StatusReason): Settlement => ({
  state: LEDGER.dead,
  attempt,
  claims,
  dead: reason,
  event: { kind: 'dead', attempt, reason },
});

/**
 * A settlement that comes after its claim was lost. What it says is true all the same: it resolves the doubt, or stops
 * attempts that are not needed any more. Undefined: nothing to change, the row in `attempts` is all.
 */
export function lateSettlement(row: LedgerRow, result: CallResult, settlement: Settlement): Settlement | undefined {
  const open = row.state !== LEDGER.claimed;
  const doubt = row.state === LEDGER.doubt;
  if (result.kind === 'sent') {
    const stops = open && (row.state < LEDGER.sent || row.state === LEDGER.dead);
    return stops ? { ...settlement, attempt: row.attempt } : undefined;
  }
  if (doubt && result.kind !== 'unknown') return settlement;
  return undefined;
}

export const doubtDelay = ({ doubtFirstMs, doubtMostMs }: Timing, checks: number): number =>
  growingDelay(doubtFirstMs, doubtMostMs, checks * 1.5);
export const holdDelay = ({ holdFirstMs, holdMostMs }: Timing, checks: number): number =>
  growingDelay(holdFirstMs, holdMostMs, checks);
