/**
 * What a group of events tells subscribers. Steps on the way (`sent`, `delivered`, …) are facts and are told as they come; an end is
 * told where the delivery now stands there, since a failure that comes late may be none. Where a delivery stands is always a
 * candidate: what its filter needs to know may have come with this group only. Told once each, by the id.
 */
import { createHash } from 'node:crypto';
import type { StatusEvent } from '#libs/contracts';
import type { EventKind, Status } from '#libs/kernel';
import type { ActiveSubscription } from './active-subscriptions.js';
import { eventBody } from './event-body.js';
import type { Standing } from './standing.js';
import type { NewEvent } from './subscriptions.statements.js';

const STEPS: Partial<Record<EventKind, Status>> = {
  accepted: 'ACCEPTED',
  scheduled: 'SCHEDULED',
  processing: 'PROCESSING',
  sent: 'SENT',
  delivered: 'DELIVERED',
  opened: 'DELIVERED',
  clicked: 'DELIVERED',
  read: 'READ',
};

const ENDS: Partial<Record<EventKind, Status>> = {
  bounced: 'BOUNCED',
  failed: 'FAILED',
  dead: 'DEAD',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
  unsubscribed: 'UNSUBSCRIBED',
  suppressed: 'SUPPRESSED',
};

const statusOf = (kind: EventKind): Status | undefined => STEPS[kind] ?? ENDS[kind];

export interface Telling {
  readonly subscription: ActiveSubscription;
  readonly event: NewEvent;
}

export function matchEvents(
  events: readonly StatusEvent[],
  standings: readonly Standing[],
  subscriptionsOf: (tenantId: string) => readonly ActiveSubscription[],
): Telling[] {
  const byDelivery = Map.groupBy(events, ({ delivery_id }) => delivery_id);
  return standings.flatMap((standing) => {
    const subscriptions = subscriptionsOf(standing.tenant_id);
    if (subscriptions.length === 0) return [];
    const own = (byDelivery.get(standing.id) ?? []).filter(({ tenant_id }) => tenant_id === standing.tenant_id);
    // What is told without an event of its own came to be told by another one of the same delivery.
    const isTest = own.some(({ test }) => test);
    return [...statusesToTell(standing, own)].flatMap(([status, event]) => {
      const wanted = subscriptions.filter((one) => isWanted(one, standing, status));
      if (wanted.length === 0) return [];
      const body = eventBody(standing, status, event, isTest);
      return wanted.map((subscription) => ({
        subscription,
        event: {
          id: eventId(subscription.id, standing.id, status),
          subscription_id: subscription.id,
          tenant_id: standing.tenant_id,
          notification_id: standing.notification_id,
          delivery_id: standing.id,
          status,
          critical: standing.priority === 'critical',
          at: event?.at ?? standing.updated_at.toISOString(),
          body,
          replay_of: null,
        },
      }));
    });
  });
}

/** With the event of this group that says so; where it stands may have been said before. */
function statusesToTell(standing: Standing, events: readonly StatusEvent[]): Map<Status, StatusEvent | undefined> {
  const told = new Map<Status, StatusEvent | undefined>();
  for (const event of events) {
    const step = STEPS[event.kind];
    if (step && !told.has(step)) told.set(step, event);
  }
  const decisive = events.findLast(({ kind }) => statusOf(kind) === standing.status);
  if (!told.has(standing.status)) told.set(standing.status, decisive);
  return told;
}

function isWanted({ filter }: ActiveSubscription, standing: Standing, status: Status): boolean {
  const { types, statuses, channels } = filter;
  if (statuses && !statuses.includes(status)) return false;
  if (channels && !channels.includes(standing.channel)) return false;
  return !types || (standing.notification_type !== null && types.includes(standing.notification_type));
}

const TIME_CHARS = 13;

/** The same again for the same: a UUIDv7 of the time of the delivery, and otherwise a hash. */
function eventId(subscriptionId: string, deliveryId: string, status: Status): string {
  const hash = createHash('sha256').update(`${subscriptionId} ${deliveryId} ${status}`).digest('hex');
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${deliveryId.slice(0, TIME_CHARS)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
