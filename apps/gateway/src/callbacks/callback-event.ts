import { hash } from 'node:crypto';
import type { StatusEvent, SuppressibleChannel, SuppressionReason } from '#libs/contracts';
import { isUuid } from '#libs/kernel';
import { maskText } from '#libs/observability';
import { cleanText } from './clean-text.js';

/** As in metrics, the ledger and `/callbacks/<provider>`. */
export type CallbackProvider = 'sendgrid' | 'ses' | 'twilio' | 'vonage' | 'whatsapp';

/**
 * What a provider's callback says of one delivery, before it is known whose it is. What is in it has been read with care; whether
 * its ids are ours has not been looked at.
 */
export interface CallbackEvent {
  readonly provider: CallbackProvider;
  /** The provider's own name of this event: the same event again has the same one. */
  readonly uniqueName: string;
  /** Absent where nothing happened to the delivery, and only the recipient said something. */
  readonly kind?: StatusEvent['kind'] | undefined;
  readonly notificationId: string;
  readonly deliveryId: string;
  /** As the channel app gave it to the provider; absent where the provider did not keep it. */
  readonly origin?: CallbackOrigin | undefined;
  readonly attempt: number;
  readonly at: string;
  readonly providerMessageId?: string | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  /** Of a test or a redirected delivery: whatever is heard is not about the person whom the notification names. */
  readonly test?: boolean | undefined;
  /** What follows for the address. */
  readonly heard?: HeardOfAddress | undefined;
}

export interface CallbackOrigin {
  readonly tenantId: string;
  readonly channel: StatusEvent['channel'];
  readonly priority: StatusEvent['priority'];
}

/** The address as the provider wrote it: it goes no further than to its hash. */
export type HeardOfAddress = { readonly channel: SuppressibleChannel; readonly address: string } & (
  { readonly word: 'suppress'; readonly reason: SuppressionReason } | { readonly word: 'lift' }
);

export const isOurs = ({ notificationId, deliveryId }: CallbackEvent): boolean =>
  isUuid(notificationId) && isUuid(deliveryId);

/** A UUIDv7 of the delivery's time whose other bits are a hash of the event: told twice, it is the same event. */
export function eventIdOf({ provider, uniqueName, deliveryId }: CallbackEvent): string {
  const hashed = hash('sha256', `${provider}\0${deliveryId}\0${uniqueName}`, 'hex');
  const time = deliveryId.slice(0, 13).toLowerCase();
  return `${time}-7${hashed.slice(0, 3)}-8${hashed.slice(3, 6)}-${hashed.slice(6, 18)}`;
}

const MAX_DETAIL = 500;

/** A status event as its schema wants it; made without the schema, which costs more than all the rest. */
export function statusEventOf(event: CallbackEvent, origin: CallbackOrigin): StatusEvent | undefined {
  if (!event.kind) return undefined;
  return {
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
    reason: event.reason === undefined ? undefined : cleanText(event.reason, 200),
    provider: event.provider,
    test: event.test ? true : undefined,
    provider_message_id: event.providerMessageId === undefined ? undefined : cleanText(event.providerMessageId, 255),
    detail:
      event.detail === undefined ? undefined : cleanText(maskText(cleanText(event.detail, MAX_DETAIL * 2)), MAX_DETAIL),
  };
}
