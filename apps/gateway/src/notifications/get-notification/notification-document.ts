import { whyItStands } from '#libs/consent';
import type { Channel, NotificationState, Priority, TimelineEntry } from '#libs/contracts';
import { notificationStatus, type EventKind, type Status } from '#libs/kernel';
import { shownSteps } from '../escalate/steps.js';
import { CANCELLED, EXPIRED, type StoredDelivery, type StoredNotification, type StoredStep } from '../intake/intent.js';

/** A notification as the API shows it. */
export interface NotificationDocument {
  readonly id: string;
  /** It reached no recipient. */
  readonly test?: true | undefined;
  readonly status: Status;
  readonly notification_type?: string;
  readonly user_id?: string;
  readonly priority: Priority;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly idempotency_key?: string;
  readonly accepted_at?: string;
  readonly expires_at?: string;
  readonly deliveries: readonly DeliveryDocument[];
}

export interface DeliveryDocument {
  readonly id: string;
  readonly channel: Channel;
  readonly status: Status;
  readonly reason?: string;
  /** In words. */
  readonly why?: string | undefined;
  readonly due_at?: string;
  readonly provider?: string;
  readonly provider_message_id?: string;
  readonly attempt?: number;
  readonly updated_at?: string;
  /** The delivery in whose place this one goes. */
  readonly replay_of?: string;
}

export type WholeNotification = NotificationDocument & {
  readonly escalation?: readonly StoredStep[] | undefined;
  readonly timeline: readonly TimelineDocument[];
};

type TimelineDocument = TimelineEntry & { readonly why?: string | undefined };

/** What words about a delivery need to know of its type. */
interface TypeOf {
  readonly type?: string | undefined;
  readonly category?: string | undefined;
}

type State = Omit<NotificationState, 'timeline'>;

const ofState = ({ delivery_id, ...state }: State['deliveries'][number]): DeliveryDocument => ({
  id: delivery_id,
  ...state,
});

const ofIntent = ({ id, channel, status, reason, due_at }: StoredDelivery): DeliveryDocument => ({
  id,
  channel,
  status,
  reason,
  due_at,
});

const explained = (delivery: DeliveryDocument, type: TypeOf): DeliveryDocument => ({
  ...delivery,
  why: whyItStands(delivery, { ...type, channel: delivery.channel, dueAt: delivery.due_at }),
});

/** What an event says of itself; those that tell no status of their own have no reason to explain. */
const explainedEntry = (entry: TimelineEntry, type: TypeOf): TimelineDocument => ({
  ...entry,
  why: whyItStands(
    { status: EVENT_STATUS[entry.event], reason: entry.reason },
    { ...type, channel: entry.channel, dueAt: entry.due_at },
  ),
});

const EVENT_STATUS: Readonly<Record<EventKind, Status>> = {
  accepted: 'ACCEPTED',
  scheduled: 'SCHEDULED',
  processing: 'PROCESSING',
  sent: 'SENT',
  delivered: 'DELIVERED',
  opened: 'DELIVERED',
  clicked: 'DELIVERED',
  complained: 'DELIVERED',
  read: 'READ',
  bounced: 'BOUNCED',
  failed: 'FAILED',
  dead: 'DEAD',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
  unsubscribed: 'UNSUBSCRIBED',
  suppressed: 'SUPPRESSED',
};

export const searchedDocument = (
  { notification_id, tenant_id: _, ...state }: State,
  { category, test }: { readonly category: string | undefined; readonly test: boolean },
): NotificationDocument => ({
  id: notification_id,
  test: test || undefined,
  ...state,
  deliveries: state.deliveries.map((one) => explained(ofState(one), { type: state.notification_type, category })),
});

/**
 * What the status store knows, and from the intent what it does not know yet. What is held in the intent stands for
 * deliveries that were planned since.
 */
export function wholeNotification(
  { id, state: stored, intent }: StoredNotification,
  state: NotificationState | null,
): WholeNotification {
  const known = new Map(state?.deliveries.map((delivery) => [delivery.delivery_id, delivery]));
  const deliveries = intent.deliveries.map((delivery) => {
    const current = known.get(delivery.id);
    return explained(current && !leftItsHold(delivery, current.status) ? ofState(current) : ofIntent(delivery), intent);
  });
  // What went in the place of a dead letter was planned by nobody here.
  const replays = (state?.deliveries ?? []).filter(({ replay_of }) => replay_of !== undefined);
  deliveries.push(...replays.map((one) => explained(ofState(one), intent)));
  const status = notificationStatus(deliveries.map((one) => one.status));
  return {
    id,
    test: intent.test,
    status,
    notification_type: intent.type,
    user_id: intent.user_id,
    priority: intent.priority,
    metadata: intent.metadata,
    idempotency_key: intent.idempotency_key,
    accepted_at: intent.accepted_at,
    expires_at: intent.expires_at,
    deliveries,
    escalation: shownSteps(intent, { status, ended: stored === CANCELLED || stored === EXPIRED }),
    timeline: [
      ...intent.deliveries.filter((one) => !known.has(one.id)).map((one) => started(one, intent.accepted_at)),
      ...(state?.timeline ?? []),
    ].map((entry) => explainedEntry(entry, intent)),
  };
}

/** The status store still has the hold that the intent has left. */
const leftItsHold = (delivery: StoredDelivery, status: Status): boolean =>
  status === 'SCHEDULED' && delivery.status !== 'SCHEDULED' && delivery.status !== 'ACCEPTED';

const STARTS = {
  ACCEPTED: 'accepted',
  SCHEDULED: 'scheduled',
  FAILED: 'failed',
  UNSUBSCRIBED: 'unsubscribed',
  SUPPRESSED: 'suppressed',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
} as const;

const started = ({ id, channel, status, reason, due_at }: StoredDelivery, at: string): TimelineEntry => ({
  at,
  delivery_id: id,
  channel,
  event: STARTS[status],
  attempt: 0,
  reason,
  due_at,
});
