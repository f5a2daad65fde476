import { Counter, Histogram } from 'prom-client';
import type { StatusEvent } from '#libs/contracts';
import { metricsRegistry } from '#libs/observability';

const registers = [metricsRegistry];

const events = new Counter({
  name: 'carillon_status_events_total',
  help: 'Events of deliveries that were recorded, by what happened',
  labelNames: ['channel', 'priority', 'kind'] as const,
  registers,
});

const seconds = new Histogram({
  name: 'carillon_end_to_end_seconds',
  help: 'From the acceptance of a notification to a delivery being sent or read, as reported',
  labelNames: ['channel', 'priority', 'kind'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800],
  registers,
});

/** One call of the counter for each kind in the group, not for each event. */
export function countEvents(stored: readonly StatusEvent[]): void {
  const counts = new Map<string, { event: StatusEvent; n: number }>();
  for (const event of stored) {
    const key = `${event.channel} ${event.priority} ${event.kind}`;
    const count = counts.get(key);
    if (count) count.n += 1;
    else counts.set(key, { event, n: 1 });
    if (event.accepted_at && event.kind !== 'accepted') observe(event, event.accepted_at);
  }
  for (const { event, n } of counts.values()) events.inc(labels(event), n);
}

function observe(event: StatusEvent, acceptedAt: string): void {
  if (event.kind !== 'sent' && event.kind !== 'delivered' && event.kind !== 'read') return;
  seconds.observe(labels(event), (Date.parse(event.at) - Date.parse(acceptedAt)) / 1_000);
}

const labels = ({ channel, priority, kind }: StatusEvent) => ({ channel, priority, kind });
