import type { LiveStatus, StatusEvent } from '#libs/contracts';
import { notificationStatus } from '#libs/kernel';
import type { DeliveryRow, HistoryRow, NotificationKey } from '../find/find-notifications.statement.js';
import { decidedBy } from '../find/outcome-of.js';

/** What travels between instances: what a client is told, and what decides whether it may be. */
export interface LiveItem {
  readonly tenant_id: string;
  readonly user_id?: string;
  /** Grows with every change of the delivery. */
  readonly version: number;
  readonly status: LiveStatus;
}

export const notificationTopic = ({ tenant_id, notification_id }: NotificationKey): string =>
  `${notification_id} ${tenant_id}`;
export const tenantTopic = (tenantId: string): string => `* ${tenantId}`;

export const topicsOf = ({ tenant_id, status }: LiveItem): readonly string[] => [
  notificationTopic({ tenant_id, notification_id: status.notification_id }),
  tenantTopic(tenant_id),
];

type Reason = Pick<StatusEvent | HistoryRow, 'kind' | 'reason'>;

/** All deliveries of one notification, as a client is told of them. */
export function liveItems(rows: readonly DeliveryRow[], events: (deliveryId: string) => readonly Reason[]): LiveItem[] {
  const notification_status = notificationStatus(rows.map((row) => row.status));
  return rows.map((row) => {
    const decided = decidedBy(row.status);
    const reason = decided ? events(row.id).findLast((event) => decided.includes(event.kind))?.reason : row.reason;
    return {
      tenant_id: row.tenant_id,
      ...(row.user_id && { user_id: row.user_id }),
      version: row.version,
      status: {
        notification_id: row.notification_id,
        delivery_id: row.id,
        channel: row.channel,
        status: row.status,
        ...(reason && { reason }),
        ...(!decided && row.due_at && { due_at: row.due_at.toISOString() }),
        at: row.updated_at.toISOString(),
        notification_status,
      },
    };
  });
}
