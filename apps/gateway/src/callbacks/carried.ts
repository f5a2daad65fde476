/** What our channel apps give a provider to carry, and get back with every callback: ids only, never personal data. */
import { CHANNELS, PRIORITIES, readCallbackReference, type Channel, type Priority } from '#libs/contracts';
import type { CallbackEvent, CallbackOrigin } from './callback-event.js';

export const MAX_ATTEMPT = 1_000;
const MOST_TENANT = 64;

const CHANNEL_NAMES: ReadonlySet<string> = new Set(CHANNELS);
const PRIORITY_NAMES: ReadonlySet<string> = new Set(PRIORITIES);

export type Carried = Pick<CallbackEvent, 'notificationId' | 'deliveryId' | 'origin' | 'attempt' | 'test'>;

/** By the names of SendGrid's custom args; undefined where there are no ids, so that it is not about a mail of ours. */
export function carriedIn(args: Readonly<Record<string, unknown>>): Carried | undefined {
  const { notification_id, delivery_id } = args;
  if (typeof notification_id !== 'string' || typeof delivery_id !== 'string') return undefined;
  return {
    notificationId: notification_id,
    deliveryId: delivery_id,
    origin: originOf(args.tenant_id, args.channel, args.priority),
    attempt: attemptOf(args.attempt),
    test: args.test !== undefined,
  };
}

/** Where the provider keeps one text for us. */
export function carriedInReference(text: unknown, channel: Channel): Carried | undefined {
  const reference = typeof text === 'string' ? readCallbackReference(text) : undefined;
  if (!reference) return undefined;
  const { notificationId, deliveryId, tenantId, priority, attempt, test } = reference;
  return {
    notificationId,
    deliveryId,
    origin: originOf(tenantId, channel, priority),
    attempt: attemptOf(attempt),
    test,
  };
}

/** undefined where a part is missing or strange: then our own store is asked. */
function originOf(tenantId: unknown, channel: unknown, priority: unknown): CallbackOrigin | undefined {
  const isWhole =
    typeof tenantId === 'string' &&
    tenantId !== '' &&
    tenantId.length <= MOST_TENANT &&
    CHANNEL_NAMES.has(channel as string) &&
    PRIORITY_NAMES.has(priority as string);
  return isWhole ? { tenantId, channel: channel as Channel, priority: priority as Priority } : undefined;
}

function attemptOf(value: unknown): number {
  const attempt = Number(value);
  return Number.isInteger(attempt) && attempt >= 1 && attempt <= MAX_ATTEMPT ? attempt : 1;
}
