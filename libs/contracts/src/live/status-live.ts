import { z } from 'zod';
import { STATUSES } from '#libs/kernel';
import { channel, instant, uuid } from '../common-fields.js';
import { ack, anyUuid, ended, type LiveNamespace } from './messages.js';

export const statusAuth = z.union([
  z.object({ api_key: z.string().min(1).max(512).meta({ description: 'Of a tenant' }) }),
  z.object({ token: z.string().min(1).max(4_096).meta({ description: 'Of an end user' }) }),
]);

export const watchRequest = z.object({ notification_ids: z.array(anyUuid).min(1).max(500) });
const watchAck = ack({ watching: z.int().min(0).meta({ description: 'Notifications, now' }) });
export type WatchAck = z.infer<typeof watchAck>;

/** How one delivery stands. */
const liveStatus = z.object({
  notification_id: uuid,
  delivery_id: uuid,
  channel,
  status: z.enum(STATUSES),
  reason: z.string().optional(),
  due_at: instant.optional(),
  at: instant,
  notification_status: z.enum(STATUSES),
});
export type LiveStatus = z.infer<typeof liveStatus>;

export const STATUS_LIVE: LiveNamespace = {
  title: 'How deliveries stand',
  auth: statusAuth,
  says: {
    watch: { summary: 'Be told the state of these now, and every change of it', body: watchRequest, ack: watchAck },
    unwatch: { summary: 'Be told no more of these', body: watchRequest, ack: watchAck },
    watch_all: {
      summary: 'Be told every change of the tenant from now on; with an API key only',
      ack: watchAck,
    },
  },
  told: {
    status: {
      summary: 'States that were stored, never an older one after a newer one',
      body: z.array(liveStatus).min(1),
    },
    ended,
  },
};
