import { createHash } from 'node:crypto';
import { statusTopic, statusEvent, cloudEventHeaders, type StatusEvent } from '#libs/contracts';
import { hashKey, isUuid, uuidv7Time } from '#libs/kernel';
import type { OutboxRowInput } from '#libs/messaging';
import { maskText } from '#libs/observability';

/** What a provider's callback says of one delivery, before it is known whose it is. */
export interface CallbackEvent {
  readonly provider: 'sendgrid' | 'twilio';
  /** The provider's own name of this event: the same event again has the same one. */
  readonly uniqueName: string;
  readonly kind: StatusEvent['kind'];
  readonly notificationId: string;
  readonly deliveryId: string;
  /** As the channel app gave it to the provider; absent where the provider did not keep it. */
  readonly origin?: CallbackOrigin | undefined;
  readonly attempt: number;
  readonly at: string;
  readonly providerMessageId?: string | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

export interface CallbackOrigin {
  readonly tenantId: string;
  readonly channel: StatusEvent['channel'];
  readonly priority: StatusEvent['priority'];
}

export const MAX_ATTEMPT = 1_000;

export const isOurs = ({ notificationId, deliveryId }: CallbackEvent): boolean =>
  isUuid(notificationId) && isUuid(deliveryId);

/** A UUIDv7 of the delivery's time whose other bits are a hash of the event: told twice, it is the same event. */
export function eventIdOf({ provider, uniqueName, deliveryId }: CallbackEvent): string {
  const time = uuidv7Time(deliveryId).toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(`${provider}\0${deliveryId}\0${uniqueName}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

const MAX_DETAIL = 500;

/** undefined when a part of it is not what it should be: signed does not mean right. */
export function statusEventOf(event: CallbackEvent, origin: CallbackOrigin): StatusEvent | undefined {
  const checked = statusEvent.safeParse({
    v: 1,
    event_id: eventIdOf(event),
    kind: event.kind,
    notification_id: event.notificationId,
    delivery_id: event.deliveryId,
    tenant_id: origin.tenantId,
    channel: origin.channel,
    priority: origin.priority,
    attempt: event.attempt,
    seq: 0,
    at: event.at,
    reason: event.reason?.slice(0, 200),
    provider: event.provider,
    provider_message_id: event.providerMessageId?.slice(0, 255),
    detail:
      event.detail === undefined ? undefined : maskText(event.detail.slice(0, MAX_DETAIL * 2)).slice(0, MAX_DETAIL),
  });
  return checked.success ? checked.data : undefined;
}

export function rowsOf(events: readonly StatusEvent[]): OutboxRowInput[] {
  return ([true, false] as const).flatMap((critical): OutboxRowInput[] => {
    const part = events.filter(({ priority }) => (priority === 'critical') === critical);
    const [first] = part;
    return first
      ? [{ destination: statusTopic(first.priority), priority: first.priority, records: part.map(recordOf) }]
      : [];
  });
}

const recordOf = (event: StatusEvent) => ({
  key: hashKey(event.tenant_id, event.notification_id),
  value: JSON.stringify(event),
  headers: {
    ...cloudEventHeaders({ id: event.event_id, type: 'carillon.status.v1', source: '/gateway', time: event.at }),
  },
});
