/** Where a delivery can stand. The first six are its way, the others its ends. */
export const STATUSES = [
  'ACCEPTED',
  'SCHEDULED',
  'PROCESSING',
  'SENT',
  'DELIVERED',
  'READ',
  'BOUNCED',
  'FAILED',
  'DEAD',
  'EXPIRED',
  'CANCELLED',
  'UNSUBSCRIBED',
  'SUPPRESSED',
] as const;

export type Status = (typeof STATUSES)[number];

/** On its way, before any attempt has an outcome. */
export type ProgressStatus = 'ACCEPTED' | 'SCHEDULED' | 'PROCESSING';

/** What can be reported of a delivery. */
export const EVENT_KINDS = [
  'accepted',
  'scheduled',
  'processing',
  'sent',
  'delivered',
  'read',
  'opened',
  'clicked',
  'complained',
  'bounced',
  'failed',
  'dead',
  'expired',
  'cancelled',
  'unsubscribed',
  'suppressed',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * A notification stands where the furthest of its deliveries stands: what is still under way is further than what has
 * ended without success, and among the ends the one that says most comes first.
 */
const FURTHEST_FIRST: readonly Status[] = [
  'READ',
  'DELIVERED',
  'SENT',
  'PROCESSING',
  'SCHEDULED',
  'ACCEPTED',
  'BOUNCED',
  'FAILED',
  'DEAD',
  'EXPIRED',
  'CANCELLED',
  'UNSUBSCRIBED',
  'SUPPRESSED',
];

export function notificationStatus(deliveries: Iterable<Status>): Status {
  let furthest = FURTHEST_FIRST.length;
  for (const status of deliveries) furthest = Math.min(furthest, FURTHEST_FIRST.indexOf(status));
  return FURTHEST_FIRST[furthest] ?? 'ACCEPTED';
}
