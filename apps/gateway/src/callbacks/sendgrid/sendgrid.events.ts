import { z } from 'zod';
import { CHANNELS, PRIORITIES, type StatusEvent } from '#libs/contracts';
import { MAX_ATTEMPT, type CallbackEvent } from '../callback-event.js';

const text = z.string().max(10_000).optional().catch(undefined);

/** One event of the webhook; the custom args of the mail lie beside SendGrid's own fields. */
const sendgridEvent = z.object({
  event: z.string(),
  timestamp: z.number().int().min(0).max(9_999_999_999),
  sg_event_id: z.string().min(1).max(255),
  sg_message_id: text,
  type: text,
  reason: text,
  response: text,
  status: text,
  notification_id: z.string(),
  delivery_id: z.string(),
  tenant_id: z.string().optional().catch(undefined),
  channel: z.enum(CHANNELS).optional().catch(undefined),
  priority: z.enum(PRIORITIES).optional().catch(undefined),
  attempt: z.coerce.number().int().min(1).max(MAX_ATTEMPT).catch(1),
});

type SendgridEvent = z.infer<typeof sendgridEvent>;

const KINDS: Record<string, StatusEvent['kind'] | undefined> = {
  delivered: 'delivered',
  bounce: 'bounced',
  dropped: 'failed',
  open: 'opened',
  click: 'clicked',
};

/** What the events say of our deliveries; what is not about one, or changes nothing, is left out. */
export const readSendgridEvents = (body: readonly unknown[]): CallbackEvent[] =>
  body.flatMap((one) => {
    const checked = sendgridEvent.safeParse(one);
    return checked.success ? (callbackEvent(checked.data) ?? []) : [];
  });

function callbackEvent(event: SendgridEvent): CallbackEvent | undefined {
  const kind = kindOf(event);
  if (!kind) return undefined;
  const { tenant_id, channel, priority } = event;
  return {
    provider: 'sendgrid',
    uniqueName: event.sg_event_id,
    kind,
    notificationId: event.notification_id,
    deliveryId: event.delivery_id,
    origin: tenant_id && channel && priority ? { tenantId: tenant_id, channel, priority } : undefined,
    attempt: event.attempt,
    at: new Date(event.timestamp * 1000).toISOString(),
    providerMessageId: event.sg_message_id?.split('.')[0],
    reason:
      kind === 'bounced' || kind === 'failed' ? `${event.event}${event.status ? ` ${event.status}` : ''}` : undefined,
    detail: event.reason ?? event.response,
  };
}

/** A bounce of type `blocked` is the receiving server's no for now, not the address's end. */
const kindOf = ({ event, type }: SendgridEvent): StatusEvent['kind'] | undefined =>
  event === 'bounce' && type === 'blocked' ? 'failed' : KINDS[event];
