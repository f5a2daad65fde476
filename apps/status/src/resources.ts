import type { OnApplicationShutdown } from '@nestjs/common';
import { Emitter, KafkaLanes, Outbox, outboxStats, Relay, type KafkaSettings } from '#libs/messaging';
import { logger, metrics, onScrape } from '#libs/observability';
import { Database, PartitionKeeper } from '#libs/persistence';
import { RpcClient } from '#libs/rpc';
import { LocalKeys, Vault } from '#libs/vault';
import type { StatusConfig } from './status.config.js';
import { ActiveSubscriptions } from './subscriptions/active-subscriptions.js';

export const SCHEMA = 'status';
const OPEN = `status in ('ACCEPTED', 'SCHEDULED', 'PROCESSING')`;
const OPEN_DELIVERY = `exists (select 1 from deliveries d where d.id = delivery_id and d.${OPEN})`;

/** As long as the ledger of those who deliver them. */
const EVENT_DAYS = 14;

/** Records of a partition in hand at once, acceptances that wait for what follows them included. */
export const WINDOW = 10_000;

const log = logger('status');

/** Connections and what runs beside the requests, in the order in which they end. */
export class Resources implements OnApplicationShutdown {
  /** Look-ups and watchers. */
  readonly reading: Database;
  readonly normal: Database;
  readonly critical: Database;
  readonly emitter: Emitter;
  readonly lanes: KafkaLanes;
  readonly gateway: RpcClient;
  readonly vault: Vault;
  readonly subscriptions: ActiveSubscriptions;
  /** What is told to subscribers leaves by these. */
  readonly outbox: Outbox;
  readonly criticalOutbox: Outbox;
  private readonly relay: Relay;
  private readonly partitions: PartitionKeeper;

  constructor(config: StatusConfig, schema = SCHEMA) {
    const connect = (name: string, max: number): Database => connectTo(config, schema, name, max);
    this.reading = connect('status-read', 4);
    this.normal = connect('status-lane', 2);
    this.critical = connect('status-critical', 2);
    const kafka: KafkaSettings = {
      brokers: config.KAFKA_BROKERS,
      app: 'status',
      topicPrefix: config.TOPIC_PREFIX,
      log,
    };
    this.emitter = new Emitter(kafka);
    this.lanes = new KafkaLanes({ ...kafka, sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS, window: WINDOW });
    this.vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    this.subscriptions = new ActiveSubscriptions(this.reading, this.vault, log);
    this.outbox = new Outbox(this.normal, this.emitter, { log });
    this.criticalOutbox = new Outbox(this.critical, this.emitter, { log });
    this.relay = new Relay(this.reading, config.DATABASE_URL, this.emitter, { log });
    this.gateway = new RpcClient({ addresses: config.GATEWAY_RPC });
    const keepDays = config.RETENTION_DAYS;
    this.partitions = new PartitionKeeper(
      this.reading,
      [
        // Half-filled pages leave room for the updates that each row will see.
        { table: 'deliveries', storage: 'fillfactor=45', drop: { keepDays, open: OPEN } },
        { table: 'history', drop: { keepDays, open: OPEN_DELIVERY } },
        { table: 'labels', drop: { keepDays, open: 'false' } },
        { table: 'replay_links', drop: { keepDays, open: 'false' } },
        { table: 'subscription_events', drop: { keepDays: Math.min(keepDays, EVENT_DAYS), open: 'false' } },
      ],
      (error) => log.error({ err: error }, 'partitions not kept'),
    );
    onScrape(async () => {
      const { depth, oldestDueSeconds } = await outboxStats(this.reading);
      metrics.outboxDepth.set(depth);
      metrics.outboxOldestDue.set(oldestDueSeconds);
      for (const [topic, lag] of Object.entries(await this.lanes.lag())) metrics.consumerLag.set({ topic }, lag);
    });
  }

  async start(): Promise<void> {
    this.emitter.start();
    await this.partitions.start();
    await this.subscriptions.start();
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.partitions.stop();
    this.gateway.close();
    await Promise.all([this.subscriptions.stop(), this.relay.stop()]);
    await Promise.all([this.outbox.close(), this.criticalOutbox.close()]);
    await this.emitter.close();
    await Promise.all([this.normal.close(), this.critical.close(), this.reading.close()]);
  }
}

const connectTo = (config: StatusConfig, schema: string, name: string, max: number): Database =>
  Database.connect(config.DATABASE_URL, {
    schema,
    name,
    max,
    onError: (error) => log.warn({ err: error }, 'connection lost'),
  });
