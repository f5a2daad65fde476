/**
 * Where a delivery stands in the ledger of its channel app. Below SETTLED it is open: something will still happen to it, and a
 * row in the outbox, a record in Kafka or a lease says when.
 */
export const LEDGER = {
  /** To be claimed: held before its first call, or given back without a call. */
  waiting: 0,
  /** Under a lease: its owner is about to call, calling, or gone. */
  claimed: 1,
  /** The attempt failed; the next one is due. */
  retry: 2,
  /** Nobody knows whether it was sent, and its type says not to send it again. */
  doubt: 3,
  sent: 10,
  failed: 11,
  dead: 12,
  expired: 13,
  cancelled: 14,
  unsubscribed: 15,
  suppressed: 16,
} as const;

export type LedgerState = (typeof LEDGER)[keyof typeof LEDGER];

const SETTLED = LEDGER.sent;

export const isSettled = (state: LedgerState): boolean => state >= SETTLED;

/** SQL condition over a ledger row: keeps its partition from being dropped. */
export const OPEN_ROWS = `state < ${SETTLED}`;

/** A delivery whose claims ended three times without anyone knowing how is given up. */
export const MAX_UNSETTLED_CLAIMS = 3;

/** How often a delivery in doubt asks for proof before a person must look. */
export const MAX_DOUBT_CHECKS = 8;

/** How often it is looked again whether anybody serves it, later each time: for a quarter of an hour. */
export const MAX_UNSERVED_CHECKS = 8;

export interface LedgerRow {
  readonly delivery_id: string;
  readonly state: LedgerState;
  /** The last attempt that was claimed; 0 before the first. */
  readonly attempt: number;
  /** Claims in a row whose outcome nobody knows, the running one included. */
  readonly claims: number;
  /** Moves with every change. */
  readonly seq: number;
  /** How often a held or doubted delivery was put off. */
  readonly checks: number;
  /** The token of the last claim. */
  readonly owner: string | null;
  /** End of the lease; of what is put off, when it is due. In milliseconds, by the database's clock. */
  readonly lease_until: number | null;
}
