import { cloudEventHeaders, statusTopic, type Priority, type StatusEvent } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import type { ItemRow } from './item-row.js';

type ReadRow = Omit<ItemRow, 'content' | 'created_at'>;

const readEvent = (row: ReadRow, at: string): StatusEvent => ({
  v: 1,
  event_id: uuidv7(),
  kind: 'read',
  notification_id: row.notification_id,
  delivery_id: row.id,
  tenant_id: row.tenant_id,
  channel: 'in_app',
  priority: row.priority,
  attempt: row.attempt,
  seq: 0,
  at,
  notification_type: row.notification_type,
  provider: 'inbox',
});

function record(row: ReadRow): KafkaRecord {
  const event = readEvent(row, (row.read_at ?? new Date()).toISOString());
  const about = { id: event.event_id, type: 'carillon.status.v1', source: '/in-app', time: event.at } as const;
  return { key: row.user_key, value: JSON.stringify(event), headers: cloudEventHeaders(about) };
}

/** What the status app must hear of items that were read: an outbox row for each of its topics. */
export function readEvents(rows: readonly ReadRow[]): OutboxRowInput[] {
  const byTopic = Map.groupBy(rows, (row) => statusTopic(row.priority));
  return [...byTopic].map(([destination, own]) => ({
    destination,
    priority: (destination === 'status.critical' ? 'critical' : 'medium') satisfies Priority,
    records: own.map(record),
  }));
}
