/**
 * All instruments of the platform, by name. Labels hold only words from our own lists (channel, priority, provider, outcome,
 * topic): never an id, never anything a tenant wrote.
 */
import {
  AggregatorRegistry,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type MetricObjectWithValues,
  type MetricValue,
} from 'prom-client';
import { watchEventLoop, watchProcess } from './process-metrics.js';

export const metricsRegistry = new Registry();
const registers = [metricsRegistry];

const scrapes: (() => Promise<void> | void)[] = [];

/** For figures that are looked up when somebody asks, so that an idle app does nothing. */
export const onScrape = (look: () => Promise<void> | void): void => void scrapes.push(look);

/** All instruments with their values, as plain data that passes between threads. */
export type Figures = MetricObjectWithValues<MetricValue<string>>[];

export async function figures(): Promise<Figures> {
  await Promise.allSettled(scrapes.map(async (look) => look()));
  return metricsRegistry.getMetricsAsJSON();
}

const threads: (() => Promise<Figures>)[] = [];

/** For a thread of this process, which has instruments of its own: its figures are shown as one with ours. */
export const includeInScrape = (figuresOfThread: () => Promise<Figures>): void => void threads.push(figuresOfThread);

export async function scrape(): Promise<string> {
  const all = await Promise.all([figures(), ...threads.map((ask) => ask())]);
  return AggregatorRegistry.aggregate(all).metrics();
}

export const BREAKER_STATE = { closed: 0, half_open: 1, open: 2 } as const;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 1_800];

export const metrics = {
  accepted: new Counter({
    name: 'carillon_accepted_total',
    help: 'Notifications promised with a 202',
    labelNames: ['priority'] as const,
    registers,
  }),
  outcomes: new Counter({
    name: 'carillon_outcomes_total',
    help: 'Attempts that came to an end, by how',
    labelNames: ['channel', 'priority', 'provider', 'outcome'] as const,
    registers,
  }),
  deliverySeconds: new Histogram({
    name: 'carillon_delivery_seconds',
    help: 'From the acceptance of a notification to the provider having taken a delivery',
    labelNames: ['channel', 'priority'] as const,
    buckets: SECONDS,
    registers,
  }),
  providerSeconds: new Histogram({
    name: 'carillon_provider_call_seconds',
    help: 'How long a call to a provider took',
    labelNames: ['provider'] as const,
    buckets: SECONDS.slice(0, 12),
    registers,
  }),
  outboxDepth: new Gauge({ name: 'carillon_outbox_depth', help: 'Rows that wait in the outbox', registers }),
  outboxOldestDue: new Gauge({
    name: 'carillon_outbox_oldest_due_seconds',
    help: 'For how long the row that is due the longest has been due',
    registers,
  }),
  consumerLag: new Gauge({
    name: 'carillon_consumer_lag',
    help: 'Records in a topic that its consumers have not committed',
    labelNames: ['topic'] as const,
    registers,
  }),
  breakerState: new Gauge({
    name: 'carillon_breaker_state',
    help: '0 closed, 1 half open, 2 open',
    labelNames: ['provider'] as const,
    registers,
    aggregator: 'max',
  }),
  preferenceLookups: new Counter({
    name: 'carillon_preference_lookups_total',
    help: 'Recipients whose wishes were looked up for a plan, by where they were found: memory, redis or rpc',
    labelNames: ['tier'] as const,
    registers,
  }),
  deadLetters: new Counter({
    name: 'carillon_dead_letters_total',
    help: 'Deliveries given up into the dead letters',
    labelNames: ['channel'] as const,
    registers,
  }),
  httpSeconds: new Histogram({
    name: 'carillon_http_request_seconds',
    help: 'Requests answered, by route and class of status',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS.slice(0, 11),
    registers,
  }),
  authRefused: new Counter({
    name: 'carillon_auth_refused_total',
    help: 'Requests refused for who asked, or for how much they asked',
    labelNames: ['reason'] as const,
    registers,
  }),
  auditLost: new Counter({
    name: 'carillon_audit_lost_total',
    help: 'Calls that are not in the audit (call), or only without who and from where (detail)',
    labelNames: ['what'] as const,
    registers,
  }),
  rateLimited: new Counter({
    name: 'carillon_rate_limited_total',
    help: 'Notifications refused with a 429, by the limit that had no room',
    labelNames: ['limit'] as const,
    registers,
  }),
  limiterIsLocal: new Gauge({
    name: 'carillon_rate_limiter_local',
    help: '1 while Redis is away and limits are counted in the process',
    registers,
    aggregator: 'max',
  }),
  limitedLocally: new Counter({
    name: 'carillon_rate_limiter_local_total',
    help: 'Notifications whose limits were counted in the process',
    registers,
  }),
  eventLoopLag: new Gauge({
    name: 'carillon_event_loop_lag_seconds',
    help: 'The longest that the event loop of any thread was late since the last scrape',
    registers,
    aggregator: 'max',
  }),
};

onScrape(watchEventLoop(metrics.eventLoopLag));
onScrape(watchProcess(registers));
