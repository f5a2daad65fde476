import type { DeliveryState, NotificationState } from '#libs/contracts';
import { notificationStatus } from '#libs/kernel';
import type { DeliveryRow, HistoryRow } from './find-notifications.statement.js';
import { decidingEvent, messageIdOf, providerOf } from './outcome-of.js';
import { timeline } from './timeline.js';

const ON_THE_WAY = new Set(['ACCEPTED', 'SCHEDULED', 'PROCESSING']);

function deliveryState(row: DeliveryRow, history: readonly HistoryRow[]): DeliveryState {
  const reason = ON_THE_WAY.has(row.status) ? row.reason : decidingEvent(row.status, history)?.reason;
  const dueAt = ON_THE_WAY.has(row.status) ? row.due_at : null;
  const provider = providerOf(history)?.provider;
  const messageId = messageIdOf(history);
  return {
    delivery_id: row.id,
    channel: row.channel,
    status: row.status,
    attempt: history.reduce((most, event) => Math.max(most, event.attempt), 0),
    updated_at: row.updated_at.toISOString(),
    ...(reason && { reason }),
    ...(dueAt && { due_at: dueAt.toISOString() }),
    ...(provider && { provider }),
    ...(messageId && { provider_message_id: messageId }),
    ...(row.replay_of && { replay_of: row.replay_of }),
  };
}

const known = <T>(rows: readonly DeliveryRow[], pick: (row: DeliveryRow) => T | null): T | undefined =>
  rows.map(pick).find((value) => value !== null) ?? undefined;

/** One notification from the rows of its deliveries, of which there is at least one. */
export function notificationState(rows: readonly DeliveryRow[], history: readonly HistoryRow[]): NotificationState {
  const [first] = rows as [DeliveryRow];
  const ofDelivery = Map.groupBy(history, (row) => row.delivery_id);
  const userId = known(rows, (r) => r.user_id);
  const type = known(rows, (r) => r.notification_type);
  const acceptedAt = known(rows, (r) => r.accepted_at);
  const metadata = known(rows, (r) => r.metadata);
  return {
    notification_id: first.notification_id,
    tenant_id: first.tenant_id,
    ...(userId && { user_id: userId }),
    ...(type && { notification_type: type }),
    priority: first.priority,
    status: notificationStatus(rows.map((r) => r.status)),
    ...(acceptedAt && { accepted_at: acceptedAt.toISOString() }),
    ...(metadata && { metadata }),
    deliveries: rows.map((row) => deliveryState(row, ofDelivery.get(row.id) ?? [])),
    timeline: timeline(history, rows),
  };
}
