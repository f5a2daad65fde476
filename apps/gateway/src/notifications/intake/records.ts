/** What an intent says to the rest of the platform: dispatch records and status events, in rows of the outbox. */
import {
  cloudEventHeaders,
  dispatchTopic,
  statusTopic,
  type CloudEventType,
  type DispatchRecord,
  type Priority,
  type StatusEvent,
} from '#libs/contracts';
import { hashKey, uuidv7, type EventKind } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import type { StoredDelivery, StoredNotification } from './intent.js';

const SOURCE = '/gateway';

interface EventOptions {
  readonly key?: string | undefined;
  /** When it happened: at the acceptance, unless something else is said. */
  readonly at?: string | undefined;
  /** Moves with every plan: what follows a hold is further than the hold. */
  readonly seq?: number | undefined;
}

interface PlanOptions {
  readonly at?: string;
  /** Deliveries of an earlier plan that this one left as they were: the very same objects. */
  readonly except?: readonly StoredDelivery[];
}

/** Gathers records by where they go, so that a group costs one row a lane. */
export class OutboxRows {
  private readonly rows = new Map<string, { priority: Priority; records: KafkaRecord[] }>();

  /** All that follows from a plan: a dispatch for what can be tried, an event for every delivery. */
  addPlanned(notification: StoredNotification, { at, except = [] }: PlanOptions = {}): void {
    const key = kafkaKey(notification);
    const options = { key, at, seq: notification.intent.plans };
    for (const delivery of notification.intent.deliveries) {
      if (except.includes(delivery)) continue;
      if (delivery.status === 'ACCEPTED') this.addDispatch(notification, delivery, key);
      this.addEvent(notification, delivery, START_EVENT[delivery.status], options);
    }
  }

  addDispatch(notification: StoredNotification, delivery: StoredDelivery, key = kafkaKey(notification)): void {
    const { intent } = notification;
    const value = JSON.stringify(dispatchRecordOf(notification, delivery));
    const headers = headersOf(delivery.id, 'carillon.dispatch.v1', intent.accepted_at, intent.traceparent);
    this.add(dispatchTopic(delivery.channel, intent.priority), intent.priority, { key, value, headers });
  }

  addEvent(
    notification: StoredNotification,
    delivery: StoredDelivery,
    kind: EventKind,
    { key = kafkaKey(notification), at = notification.intent.accepted_at, seq = 0 }: EventOptions = {},
  ): void {
    const { intent } = notification;
    const event = statusEventOf(notification, delivery, kind, { at, seq });
    const headers = headersOf(event.event_id, 'carillon.status.v1', at, intent.traceparent);
    this.add(statusTopic(intent.priority), intent.priority, { key, value: JSON.stringify(event), headers });
  }

  all(): OutboxRowInput[] {
    return [...this.rows].map(([destination, { priority, records }]) => ({ destination, priority, records }));
  }

  private add(destination: string, priority: Priority, record: KafkaRecord): void {
    const row = this.rows.get(destination);
    if (row) row.records.push(record);
    else this.rows.set(destination, { priority, records: [record] });
  }
}

const START_EVENT: Record<StoredDelivery['status'], EventKind> = {
  ACCEPTED: 'accepted',
  SCHEDULED: 'scheduled',
  FAILED: 'failed',
  UNSUBSCRIBED: 'unsubscribed',
  SUPPRESSED: 'suppressed',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
};

/** Notifications to nobody's account are spread by their own id. */
const kafkaKey = ({ tenant_id, id, intent }: StoredNotification): string => hashKey(tenant_id, intent.user_id ?? id);

const headersOf = (id: string, type: CloudEventType, time: string, traceparent?: string) =>
  cloudEventHeaders({ id, type, source: SOURCE, time, traceparent });

function dispatchRecordOf(
  { id, tenant_id, content, intent }: StoredNotification,
  delivery: StoredDelivery,
): DispatchRecord {
  return {
    v: 1,
    notification_id: id,
    delivery_id: delivery.id,
    tenant_id,
    user_id: intent.user_id,
    notification_type: intent.type,
    category: intent.category,
    critical: intent.critical,
    ignores_quiet_hours: intent.ignores_quiet_hours,
    test: intent.test,
    redirected: delivery.redirected,
    escalated: delivery.escalated,
    channel: delivery.channel,
    priority: intent.priority,
    attempt: 1,
    target: delivery.target as string,
    content,
    metadata: intent.metadata,
    preferences_version: intent.preferences_version,
    when_in_doubt: intent.when_in_doubt,
    timestamp: intent.accepted_at,
    expires_at: intent.expires_at,
    idempotency_key: intent.idempotency_key,
  };
}

function statusEventOf(
  { id, tenant_id, intent }: StoredNotification,
  delivery: StoredDelivery,
  kind: EventKind,
  { at, seq }: { at: string; seq: number },
): StatusEvent {
  return {
    v: 1,
    event_id: uuidv7(),
    kind,
    notification_id: id,
    delivery_id: delivery.id,
    tenant_id,
    channel: delivery.channel,
    priority: intent.priority,
    attempt: 0,
    seq,
    at,
    user_id: intent.user_id,
    notification_type: intent.type,
    metadata: intent.metadata,
    accepted_at: intent.accepted_at,
    reason: delivery.reason,
    due_at: delivery.due_at,
    test: intent.test,
  };
}
