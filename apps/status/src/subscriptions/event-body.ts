import type { StatusEvent } from '#libs/contracts';
import type { Status } from '#libs/kernel';
import type { Standing } from './standing.js';

export const EVENT_TYPE = 'notification.status';

/** What a producer's endpoint gets: the payload of Standard Webhooks. No address and nothing of the content is in it. */
export function eventBody(standing: Standing, status: Status, event: StatusEvent | undefined, isTest: boolean): string {
  const at = event?.at ?? standing.updated_at.toISOString();
  return JSON.stringify({
    type: EVENT_TYPE,
    timestamp: at,
    data: {
      notification_id: standing.notification_id,
      delivery_id: standing.id,
      user_id: standing.user_id ?? undefined,
      notification_type: standing.notification_type ?? undefined,
      channel: standing.channel,
      priority: standing.priority,
      status,
      reason: event?.reason,
      due_at: event?.due_at,
      attempt: event?.attempt,
      provider: event?.provider,
      at,
      metadata: standing.metadata ?? undefined,
      test: isTest || undefined,
    },
  });
}
