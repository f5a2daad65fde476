/** All waiting of the engine, in milliseconds. TIME_FACTOR compresses what waits by our own choice, never a provider's time. */
export interface Timing {
  readonly factor: number;
  /** After which a provider's answer is not waited for any more. */
  readonly callTimeoutMs: number;
  /** What a provider gets to give up when its signal fires, before it is called unknown without its word. */
  readonly callGraceMs: number;
  /** From claim to take-over: longer than the longest call. */
  readonly leaseMs: number;
  /** A call slower than this does not hold its record's batch any longer. */
  readonly patienceMs: number;
  /** A record older than this has its preferences checked again. */
  readonly freshMs: number;
  readonly holdFirstMs: number;
  readonly holdMostMs: number;
  /** What a closed account cannot take comes back after about as long as it has been closed, between these. */
  readonly parkFirstMs: number;
  readonly parkMostMs: number;
  /** Of what is parked, one comes back to try the account after as long again as it has been closed, or after this. */
  readonly trialMostMs: number;
  /** An account that closes again within this has not been well in between. */
  readonly relapseMs: number;
  /** A station that has had nothing to do for so long is given up, and made again when there is. */
  readonly idleMs: number;
  readonly doubtFirstMs: number;
  readonly doubtMostMs: number;
}

const CALL_GRACE_MS = 500;
const LEASE_SLACK_MS = 10_000;
const LEAST_SLACK_MS = 2_000;
const PATIENCE_MS = 3_000;
const FRESH_MS = 60_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const timing = (callTimeoutMs: number, factor = 1): Timing => ({
  factor,
  callTimeoutMs,
  callGraceMs: CALL_GRACE_MS,
  leaseMs: callTimeoutMs + CALL_GRACE_MS + Math.max(LEAST_SLACK_MS, LEASE_SLACK_MS * factor),
  patienceMs: PATIENCE_MS,
  freshMs: FRESH_MS,
  holdFirstMs: 5 * SECOND * factor,
  holdMostMs: 5 * MINUTE * factor,
  parkFirstMs: SECOND * factor,
  parkMostMs: 10 * MINUTE * factor,
  trialMostMs: 30 * SECOND * factor,
  relapseMs: MINUTE * factor,
  idleMs: 10 * MINUTE,
  doubtFirstMs: 30 * SECOND * factor,
  doubtMostMs: 6 * HOUR * factor,
});
