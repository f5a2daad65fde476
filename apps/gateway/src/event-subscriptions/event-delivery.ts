import type { LedgerStanding } from '#libs/contracts';

/** How the delivery of an event to its endpoint stands. */
export interface EventDelivery {
  readonly state: 'pending' | 'delivered' | 'failed' | 'dead' | 'cancelled';
  readonly attempts: number;
  readonly code?: string | undefined;
  readonly updated_at?: string | undefined;
}

const STATES: Readonly<Record<LedgerStanding['state'], EventDelivery['state']>> = {
  waiting: 'pending',
  claimed: 'pending',
  retry: 'pending',
  doubt: 'pending',
  sent: 'delivered',
  failed: 'failed',
  dead: 'dead',
  expired: 'failed',
  cancelled: 'cancelled',
  unsubscribed: 'failed',
  suppressed: 'failed',
};

/** null: its channel has not seen it yet. */
export const deliveryOf = (standing: LedgerStanding | null): EventDelivery =>
  standing
    ? {
        state: STATES[standing.state],
        attempts: standing.attempt,
        code: standing.code,
        updated_at: standing.updated_at,
      }
    : { state: 'pending', attempts: 0 };
