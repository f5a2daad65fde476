import { z } from 'zod';
import { PRIORITIES, type StatusEvent } from '#libs/contracts';
import type { CallbackEvent, HeardOfAddress } from '../callback-event.js';
import { MAX_ATTEMPT } from '../carried.js';

/** What the SMS app put into the address that Twilio calls. */
const query = z.object({
  n: z.string(),
  d: z.string(),
  t: z.string().min(1).max(64),
  p: z.enum(PRIORITIES),
  a: z.coerce.number().int().min(1).max(MAX_ATTEMPT),
  test: z.string().optional(),
});

const KINDS: Record<string, StatusEvent['kind'] | undefined> = {
  sent: 'sent',
  delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  read: 'read',
};

/** The recipient has said STOP to this number, or to the messaging service. */
const OPTED_OUT = '21610';

/** undefined for a status that changes nothing, and for what is not about a message of ours. */
export function readTwilioStatus(asked: unknown, fields: URLSearchParams, now: number): CallbackEvent | undefined {
  const checked = query.safeParse(asked);
  const status = fields.get('MessageStatus') ?? '';
  const sid = fields.get('MessageSid') ?? '';
  const kind = Object.hasOwn(KINDS, status) ? KINDS[status] : undefined;
  if (!checked.success || !kind || sid === '') return undefined;
  const { n, d, t, p, a, test } = checked.data;
  const errorCode = kind === 'failed' ? fields.get('ErrorCode') : null;
  return {
    provider: 'twilio',
    uniqueName: `${sid} ${status}`,
    kind,
    notificationId: n,
    deliveryId: d,
    origin: { tenantId: t, channel: 'sms', priority: p },
    attempt: a,
    // Twilio says no time; the first telling is near enough, and later ones are the same event.
    at: new Date(now).toISOString(),
    providerMessageId: sid,
    reason: errorCode || undefined,
    test: test !== undefined,
    heard: errorCode === OPTED_OUT ? optedOut(fields.get('To')) : undefined,
  };
}

const optedOut = (address: string | null): HeardOfAddress | undefined =>
  address === null ? undefined : { channel: 'sms', address, word: 'suppress', reason: 'stop' };
