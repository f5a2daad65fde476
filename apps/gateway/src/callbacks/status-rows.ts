import { cloudEventHeaders, statusTopic, type StatusEvent } from '#libs/contracts';
import { hashKey } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';

/** Critical ones have a topic of their own. */
export function statusRows(events: readonly StatusEvent[]): OutboxRowInput[] {
  return ([true, false] as const).flatMap((critical): OutboxRowInput[] => {
    const part = events.filter(({ priority }) => (priority === 'critical') === critical);
    const [first] = part;
    return first
      ? [{ destination: statusTopic(first.priority), priority: first.priority, records: part.map(recordOf) }]
      : [];
  });
}

const recordOf = (event: StatusEvent): KafkaRecord => ({
  key: hashKey(event.tenant_id, event.notification_id),
  value: JSON.stringify(event),
  headers: cloudEventHeaders({
    id: event.event_id,
    type: 'carillon.status.v1',
    source: '/gateway',
    time: event.at,
  }),
});
