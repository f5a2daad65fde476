import { DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { figure, graph } from './panels.ts';

/** Is every lane within its promise, and where does it wait? The page that is looked at first. */
const SERVICE_LEVEL_SECONDS = { critical: 1, high: 5, medium: 30, low: 600 };

/** Share of the deliveries of a lane that were with their provider in time; buckets have these bounds. */
const inTime = (priority: keyof typeof SERVICE_LEVEL_SECONDS): string => {
  const selector = `priority="${priority}"`;
  const within = `sum(rate(carillon_delivery_seconds_bucket{${selector},le="${SERVICE_LEVEL_SECONDS[priority]}"}[5m]))`;
  return `${within} / sum(rate(carillon_delivery_seconds_count{${selector}}[5m]))`;
};

const quantile = (q: number): string =>
  `histogram_quantile(${q}, sum by (priority, le) (rate(carillon_delivery_seconds_bucket[5m])))`;

export const lanes = new DashboardBuilder('Carillon: lanes and service levels')
  .uid('carillon-lanes')
  .tags(['carillon'])
  .refresh('10s')
  .time({ from: 'now-1h', to: 'now' })
  .timezone('browser')
  .withRow(new RowBuilder('Promises'))
  .withPanel(
    figure({
      title: 'Accepted a second',
      description: 'Notifications promised with a 202, by priority.',
      unit: 'ops',
      queries: { '{{priority}}': 'sum by (priority) (rate(carillon_accepted_total[5m]))' },
      width: 12,
    }),
  )
  .withPanel(
    figure({
      title: 'Sent in time',
      description: 'Share of the last five minutes that was with its provider within its lane’s service level.',
      unit: 'percentunit',
      queries: { critical: inTime('critical'), high: inTime('high'), medium: inTime('medium'), low: inTime('low') },
      width: 12,
    }),
  )
  .withPanel(
    graph({
      title: 'From acceptance to the provider, p99',
      description:
        'A lane that rises alone waits for its provider; all of them together wait for Postgres, Kafka or the CPU.',
      unit: 's',
      queries: { '{{priority}}': quantile(0.99) },
    }),
  )
  .withPanel(
    graph({
      title: 'From acceptance to the provider, median',
      description: 'What most recipients see.',
      unit: 's',
      queries: { '{{priority}}': quantile(0.5) },
    }),
  )
  .withPanel(
    graph({
      title: 'From acceptance to delivered, p99',
      description:
        'As the providers report it; how long they themselves take is in it, and the clock of some is in seconds.',
      unit: 's',
      queries: {
        '{{priority}}':
          'histogram_quantile(0.99, sum by (priority, le) (rate(carillon_end_to_end_seconds_bucket{kind="delivered"}[5m])))',
      },
    }),
  )
  .withPanel(
    graph({
      title: 'What happens to deliveries',
      description: 'Events recorded by the status app. In calm times “sent” and “delivered” follow “accepted” closely.',
      unit: 'ops',
      queries: { '{{kind}}': 'sum by (kind) (rate(carillon_status_events_total[5m]))' },
    }),
  )
  .withRow(new RowBuilder('What waits'))
  .withPanel(
    graph({
      title: 'Lag of each lane',
      description: 'Records in Kafka that are not settled yet. Above 100,000 the lane needs more instances.',
      unit: 'short',
      queries: { '{{topic}}': 'sum by (topic) (max by (topic, app) (carillon_consumer_lag))' },
    }),
  )
  .withPanel(
    graph({
      title: 'Outbox rows',
      description: 'Retries, holds and checks that lie ahead, and what Kafka could not take yet.',
      unit: 'short',
      queries: { '{{app}}': 'max by (app) (carillon_outbox_depth)' },
    }),
  )
  .withPanel(
    graph({
      title: 'Oldest row that is due',
      description: 'More than a few seconds: Kafka is away, or no relay runs in that app.',
      unit: 's',
      queries: { '{{app}}': 'max by (app) (carillon_outbox_oldest_due_seconds)' },
    }),
  )
  .withPanel(
    graph({
      title: 'Dead letters in the last hour',
      description: 'Deliveries given up. Above 1,000 somebody must look.',
      unit: 'short',
      queries: { '{{channel}}': 'sum by (channel) (increase(carillon_dead_letters_total[1h]))' },
    }),
  )
  .withRow(new RowBuilder('The apps'))
  .withPanel(
    graph({
      title: 'Requests by status',
      description: '5xx means that Postgres is away, or a bug.',
      unit: 'reqps',
      queries: { '{{status}}': 'sum by (status) (rate(carillon_http_request_seconds_count[5m]))' },
    }),
  )
  .withPanel(
    graph({
      title: 'Time to answer, p99',
      description: 'Of the public API, by route.',
      unit: 's',
      queries: {
        '{{route}}': 'histogram_quantile(0.99, sum by (route, le) (rate(carillon_http_request_seconds_bucket[5m])))',
      },
    }),
  )
  .withPanel(
    graph({
      title: 'CPU',
      description: 'Cores in use, by app.',
      unit: 'short',
      queries: { '{{app}}': 'sum by (app) (rate(process_cpu_seconds_total[5m]))' },
      width: 8,
    }),
  )
  .withPanel(
    graph({
      title: 'Memory',
      description: 'Resident, by app.',
      unit: 'bytes',
      queries: { '{{app}}': 'sum by (app) (process_resident_memory_bytes)' },
      width: 8,
    }),
  )
  .withPanel(
    graph({
      title: 'Event loop lag',
      description: 'The longest stall since the last scrape. Above 0.1 s an app does too much at once.',
      unit: 's',
      queries: { '{{app}}': 'max by (app) (carillon_event_loop_lag_seconds)' },
      width: 8,
    }),
  );
