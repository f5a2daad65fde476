import type { EventKind, Status } from '#libs/kernel';
import type { HistoryRow } from './find-notifications.statement.js';

/** Which events can have led to a status that is not progress. */
const DECIDED_BY: Partial<Record<Status, readonly EventKind[]>> = {
  SENT: ['sent'],
  DELIVERED: ['delivered', 'opened', 'clicked', 'complained'],
  READ: ['read'],
  BOUNCED: ['bounced'],
  FAILED: ['failed'],
  DEAD: ['dead'],
  EXPIRED: ['expired'],
  CANCELLED: ['cancelled'],
  UNSUBSCRIBED: ['unsubscribed'],
  SUPPRESSED: ['suppressed'],
};

/** The kinds of event that put a delivery there; undefined while it is on its way. */
export const decidedBy = (status: Status): readonly EventKind[] | undefined => DECIDED_BY[status];

/** The latest event that says why the delivery stands where it stands; undefined while it is on its way. */
export const decidingEvent = (status: Status, history: readonly HistoryRow[]): HistoryRow | undefined =>
  history.findLast((row) => DECIDED_BY[status]?.includes(row.kind));

/** What the latest attempt that names a provider says of it. */
export const providerOf = (history: readonly HistoryRow[]): HistoryRow | undefined =>
  history.reduce<HistoryRow | undefined>(
    (best, row) => (row.provider && (!best || row.attempt >= best.attempt) ? row : best),
    undefined,
  );

export const messageIdOf = (history: readonly HistoryRow[]): string | undefined =>
  history.findLast((row) => row.provider_message_id)?.provider_message_id ?? undefined;
