import { connectRedis } from '#libs/cache';
import {
  Emitter,
  ensureTopics,
  Outbox,
  outboxStats,
  Relay,
  type RecordEmitter,
  type KafkaSettings,
  type LocalHandler,
} from '#libs/messaging';
import { logger, metrics, onScrape } from '#libs/observability';
import { Database, PartitionKeeper } from '#libs/persistence';
import { RpcClient } from '#libs/rpc';
import { LocalKeys, Vault } from '#libs/vault';
import type { GatewayConfig } from './gateway.config.js';
import { SCHEMA } from './migrations/index.js';
import { topics } from './topics.js';

const KEEP_DAYS = 30;
const RPC_TIMEOUT_MS = 1_500;
/** A client that waits for an answer is better told to come back. */
const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;

const log = logger('gateway');

/** What the gateway needs of Kafka, and of the other apps. */
export type GatewayEmitter = RecordEmitter & Pick<Emitter, 'start' | 'close'>;
export type Peer = Pick<RpcClient, 'call' | 'close'>;

/** For tests, which give the gateway a schema of its own, or stand in for its neighbours. */
export interface StandIns {
  readonly schema?: string;
  readonly emitter?: GatewayEmitter;
  readonly peer?: Peer;
  readonly leaseMs?: number;
  readonly sweepMs?: number;
}

/** Connections, and what runs beside the requests. Critical requests share none of theirs with others. */
export class Resources {
  readonly reading: Database;
  readonly normal: Database;
  readonly critical: Database;
  readonly redis: ReturnType<typeof connectRedis>;
  readonly criticalRedis: ReturnType<typeof connectRedis>;
  readonly emitter: GatewayEmitter;
  readonly outbox: Outbox;
  readonly criticalOutbox: Outbox;
  readonly preferences: Peer;
  readonly criticalPreferences: Peer;
  readonly status: Peer;
  readonly inApp: Peer;
  readonly vault: Vault;
  private readonly partitions: PartitionKeeper;
  private readonly kafka: KafkaSettings;
  private relay: Relay | undefined;

  constructor(
    readonly config: GatewayConfig,
    private readonly stand: StandIns = {},
  ) {
    const schema = stand.schema ?? SCHEMA;
    this.reading = connect(config, schema, 'gateway-read', 4);
    this.normal = connect(config, schema, 'gateway-intake', 4);
    this.critical = connect(config, schema, 'gateway-critical', 3);
    this.redis = redis(config, 'gateway');
    this.criticalRedis = redis(config, 'gateway-critical');
    this.kafka = { brokers: config.KAFKA_BROKERS, app: 'gateway', topicPrefix: config.TOPIC_PREFIX, log };
    this.emitter = stand.emitter ?? new Emitter(this.kafka);
    const { leaseMs } = stand;
    this.outbox = new Outbox(this.normal, this.emitter, { log, leaseMs });
    this.criticalOutbox = new Outbox(this.critical, this.emitter, { log, leaseMs });
    const peer = (addresses: readonly string[]) =>
      stand.peer ?? new RpcClient({ addresses, timeoutMs: RPC_TIMEOUT_MS });
    this.preferences = peer(config.PREFERENCES_RPC);
    this.criticalPreferences = peer(config.PREFERENCES_RPC);
    this.status = peer(config.STATUS_RPC);
    this.inApp = peer(config.IN_APP_RPC);
    this.vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    this.partitions = new PartitionKeeper(
      this.reading,
      [{ table: 'notifications', drop: { keepDays: KEEP_DAYS, open: 'state = 1' } }],
      (error) => log.error({ err: error }, 'partitions not kept'),
    );
    onScrape(() => this.scrapeOutbox());
  }

  async start(local: Readonly<Record<string, LocalHandler>>): Promise<void> {
    await this.partitions.start();
    this.emitter.start();
    const { leaseMs, sweepMs } = this.stand;
    this.relay = new Relay(this.reading, this.config.DATABASE_URL, this.emitter, { local, log, leaseMs, sweepMs });
    this.relay.start();
    if (this.stand.emitter) return;
    // Without Kafka we start all the same; whoever consumes creates its topics too.
    ensureTopics(this.kafka, topics()).catch((error: unknown) => log.warn({ err: error }, 'topics not ensured'));
  }

  async close(): Promise<void> {
    this.partitions.stop();
    await this.relay?.stop();
    await Promise.all([this.outbox.close(), this.criticalOutbox.close()]);
    await this.emitter.close();
    for (const client of [this.preferences, this.criticalPreferences, this.status, this.inApp]) client.close();
    for (const client of [this.redis, this.criticalRedis]) client.disconnect();
    await Promise.all([this.normal.close(), this.critical.close(), this.reading.close()]);
  }

  private async scrapeOutbox(): Promise<void> {
    const { depth, oldestDueSeconds } = await outboxStats(this.reading);
    metrics.outboxDepth.set(depth);
    metrics.outboxOldestDue.set(oldestDueSeconds);
  }
}

const connect = (config: GatewayConfig, schema: string, name: string, max: number): Database =>
  Database.connect(config.DATABASE_URL, {
    schema,
    name,
    max,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: (error) => log.warn({ err: error }, 'connection lost'),
  });

const redis = (config: GatewayConfig, name: string) =>
  connectRedis(config.REDIS_URL, { name, onError: (error) => log.debug({ err: error }, 'redis') });
