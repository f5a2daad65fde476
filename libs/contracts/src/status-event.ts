import { z } from 'zod';
import { EVENT_KINDS } from '#libs/kernel';
import { channel, instant, metadata, priority, tenantId, typeName, userId, uuid } from './common-fields.js';

/**
 * One thing that happened to one delivery: the value of a record in `status` or `status.critical`.
 * Events may come in any order and more than once; `event_id` tells the same event again from another one. Who knows the
 * whole delivery fills the optional fields, so that the status store is complete whichever event comes first; a provider's
 * callback knows only the ids.
 */
export const statusEvent = z.object({
  v: z.literal(1),
  event_id: uuid,
  kind: z.enum(EVENT_KINDS),
  notification_id: uuid,
  delivery_id: uuid,
  tenant_id: tenantId,
  channel,
  priority,
  /** 0 before the first attempt. */
  attempt: z.int().min(0),
  /** Moves with every change of the ledger row; 0 from the gateway. Only `accepted`, `scheduled` and `processing` compare it. */
  seq: z.int().min(0),
  at: instant,
  user_id: userId.optional(),
  notification_type: typeName.optional(),
  metadata: metadata.optional(),
  accepted_at: instant.optional(),
  /** When the settled attempt was claimed: PROCESSING in the timeline, without an event of its own. */
  claimed_at: instant.optional(),
  reason: z.string().max(200).optional(),
  due_at: instant.optional(),
  provider: z.string().max(64).optional(),
  provider_message_id: z.string().max(255).optional(),
  /** The provider's answer, masked. */
  detail: z.string().max(500).optional(),
  /** The delivery in whose place this one goes. */
  replay_of: uuid.optional(),
  /** Of what was sent with a test key: whoever it was for has not got it. Each event says so itself. */
  test: z.literal(true).optional(),
});

export type StatusEvent = z.infer<typeof statusEvent>;
