/** What follows when a person decides about a delivery in doubt, or when it is known at last. Pure. */
import type { DispatchRecord, Resolution } from '#libs/contracts';
import { renewedExpiry } from '../dead-letters/replay.js';
import type { EventFields } from '../follow-ups.js';
import { LEDGER, type LedgerRow, type LedgerState } from '../ledger-state.js';

export interface Resolved {
  readonly state: LedgerState;
  readonly event: Omit<EventFields, 'seq'>;
  /** To be sent, now. */
  readonly again?: DispatchRecord;
}

/**
 * What is given up has FAILED and is no dead letter: somebody has looked at it already, and has decided that nothing more is to be
 * done. Proof that it did arrive still beats it.
 */
export function resolutionOf(
  resolution: Resolution,
  { attempt }: Pick<LedgerRow, 'attempt'>,
  record: DispatchRecord,
  now: number,
): Resolved {
  switch (resolution) {
    case 'sent':
      return { state: LEDGER.sent, event: { kind: 'sent', attempt, reason: 'resolved_by_operator' } };
    case 'send_again': {
      const next = attempt + 1;
      const { expires_at } = renewedExpiry(record, now);
      return {
        state: LEDGER.retry,
        event: { kind: 'scheduled', attempt: next, reason: 'resolved_by_operator' },
        again: { ...record, attempt: next, delayed: true, expires_at },
      };
    }
    case 'give_up':
      return { state: LEDGER.failed, event: { kind: 'failed', attempt, reason: 'given_up' } };
  }
}

export const provenOf = ({
  attempt,
  provider,
}: Pick<LedgerRow, 'attempt'> & { provider: string | null }): Resolved => ({
  state: LEDGER.sent,
  event: { kind: 'sent', attempt, reason: 'proof', provider: provider ?? undefined },
});
