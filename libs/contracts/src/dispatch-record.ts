import { z } from 'zod';
import { channel, instant, metadata, priority, sealed, tenantId, typeName, userId, uuid } from './common-fields.js';

/** One delivery to make: the value of a record in `dispatch.<channel>.<priority>`. */
export const dispatchRecord = z.object({
  v: z.literal(1),
  notification_id: uuid,
  delivery_id: uuid,
  tenant_id: tenantId,
  /** Absent when the notification went to an address and not to a stored user. */
  user_id: userId.optional(),
  notification_type: typeName,
  /** Of the type, as far as the recipient's wishes depend on it. */
  category: typeName.optional(),
  critical: z.literal(true).optional(),
  ignores_quiet_hours: z.literal(true).optional(),
  /** Asked for with a test key: it must not reach a real recipient. */
  test: z.literal(true).optional(),
  /** A test whose target is the address that its key names, and no recipient's: the one kind that is really sent. */
  redirected: z.literal(true).optional(),
  channel,
  priority,
  /** The attempt that this record asks for, from 1. */
  attempt: z.int().min(1),
  /** Sealed JSON of `Target`. */
  target: sealed,
  /** Sealed JSON of `Content`. */
  content: sealed,
  metadata: metadata.optional(),
  /** The version of the user's preferences that the gateway planned with; absent: must be looked up before sending. */
  preferences_version: z.int().optional(),
  /** What to do when nobody can say whether an attempt was made. */
  when_in_doubt: z.enum(['resend', 'hold']),
  /** Set when the record waited by our own doing, so that preferences are asked again. */
  delayed: z.literal(true).optional(),
  /** Acceptance by the gateway. */
  timestamp: instant,
  expires_at: instant.optional(),
  /** Accounts of providers that refused it through their own fault, until all have been tried. */
  avoid: z.array(z.string().max(64)).max(16).optional(),
  /** How many of its attempts the schedule of retries does not count: another account was next, or the only one was down. */
  failed_over: z.int().min(1).optional(),
  /** The delivery in the dead letters, or in doubt, in whose place this one goes. */
  replay_of: uuid.optional(),
  /** Goes out because something else was not seen in time. */
  escalated: z.literal(true).optional(),
  /** An event for a producer and no notification of its own: nothing is told of it to the status store. */
  subscription_id: uuid.optional(),
  idempotency_key: z.string().max(255).optional(),
});

export type DispatchRecord = z.infer<typeof dispatchRecord>;
