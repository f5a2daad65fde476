import { uuidv7Floor, uuidv7Time, type EventKind, type Status } from '#libs/kernel';
import type { Channel, Priority } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

export interface NotificationKey {
  readonly tenant_id: string;
  readonly notification_id: string;
}

export interface DeliveryRow extends NotificationKey {
  readonly id: string;
  readonly channel: Channel;
  readonly priority: Priority;
  readonly user_id: string | null;
  readonly notification_type: string | null;
  readonly metadata: Record<string, string> | null;
  readonly accepted_at: Date | null;
  readonly updated_at: Date;
  readonly first_settlement: string | null;
  readonly due_at: Date | null;
  readonly reason: string | null;
  readonly status: Status;
  readonly version: number;
  readonly replay_of: string | null;
}

export interface HistoryRow {
  readonly delivery_id: string;
  readonly kind: EventKind;
  readonly attempt: number;
  readonly at: Date;
  readonly claimed_at: Date | null;
  readonly due_at: Date | null;
  readonly reason: string | null;
  readonly provider: string | null;
  readonly provider_message_id: string | null;
  readonly detail: string | null;
}

/** Deliveries are never older than their notification (but clocks may differ a little): older partitions stay untouched. */
const CLOCKS_DIFFER_MS = 60_000;

const keyValues = (keys: readonly NotificationKey[]): unknown[] => [
  keys.map((k) => k.tenant_id),
  keys.map((k) => k.notification_id),
  uuidv7Floor(Math.max(0, Math.min(...keys.map((k) => uuidv7Time(k.notification_id))) - CLOCKS_DIFFER_MS)),
];

const OF_THESE = `from unnest($1::text[], $2::uuid[]) as k(tenant_id, notification_id)
  join deliveries d on d.tenant_id = k.tenant_id and d.notification_id = k.notification_id and d.id >= $3::uuid`;

export const deliveriesOf = (keys: readonly NotificationKey[]): Statement => ({
  name: 'status.deliveries_of',
  text: `select d.id, d.notification_id, d.tenant_id, d.channel, d.priority, d.user_id, d.notification_type, d.metadata,
      d.accepted_at, d.updated_at, d.first_settlement, d.due_at, d.reason, d.status, d.version, r.replay_of
    ${OF_THESE}
    left join replay_links r on r.delivery_id = d.id and r.tenant_id = d.tenant_id and r.delivery_id >= $3::uuid
    order by d.id`,
  values: keyValues(keys),
});

export const historyOf = (keys: readonly NotificationKey[]): Statement => ({
  name: 'status.history_of',
  text: `select h.delivery_id, h.kind, h.attempt, h.at, h.claimed_at, h.due_at, h.reason, h.provider,
      h.provider_message_id, h.detail
    ${OF_THESE} join history h on h.delivery_id = d.id and h.tenant_id = d.tenant_id
    order by h.at, h.event_id`,
  values: keyValues(keys),
});
