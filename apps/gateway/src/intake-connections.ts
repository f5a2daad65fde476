import { connectRedis } from '#libs/cache';
import { Emitter, Outbox, type KafkaSettings, type RecordEmitter, type Rush } from '#libs/messaging';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { RpcClient, type RpcClientOptions } from '#libs/rpc';
import { LocalKeys, Vault } from '#libs/vault';
import type { GatewayConfig } from './gateway.config.js';
import { StandbyHere } from './limits/counting/standby-here.js';
import type { Standby } from './limits/counting/standby.js';
import { SCHEMA } from './migrations/index.js';

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
  /** The clock that limits are counted by, instead of Redis's. */
  readonly now?: () => number;
  /** What Amazon answers, where callbacks name an address of its. */
  readonly fetchText?: (url: string) => Promise<string>;
}

/** Of those who take in what is not urgent. */
export interface Patience {
  /** While it lasts, some of what is of low priority leaves later. */
  readonly rush?: Rush;
  /** How long an answer of Redis is waited for. */
  readonly redisTimeoutMs?: number;
}

/** What it takes to take notifications in; each thread that does has its own. Critical requests share none with others. */
export class IntakeConnections {
  readonly normal: Database;
  readonly critical: Database;
  readonly redis: ReturnType<typeof connectRedis>;
  readonly criticalRedis: ReturnType<typeof connectRedis>;
  readonly emitter: GatewayEmitter;
  readonly outbox: Outbox;
  readonly criticalOutbox: Outbox;
  readonly preferences: Peer;
  readonly criticalPreferences: Peer;
  readonly vault: Vault;
  readonly now: (() => number) | undefined;
  protected readonly kafka: KafkaSettings;

  constructor(
    readonly config: GatewayConfig,
    protected readonly stand: StandIns = {},
    /** What counts limits while Redis is away. */
    readonly standby: Standby = new StandbyHere(stand.now),
    { rush, redisTimeoutMs }: Patience = {},
  ) {
    this.normal = this.connect('gateway-intake', 4);
    this.critical = this.connect('gateway-critical', 3);
    this.redis = redis(config, 'gateway', redisTimeoutMs);
    this.criticalRedis = redis(config, 'gateway-critical');
    this.kafka = { brokers: config.KAFKA_BROKERS, app: 'gateway', topicPrefix: config.TOPIC_PREFIX, log };
    this.emitter = stand.emitter ?? new Emitter(this.kafka);
    const { leaseMs } = stand;
    this.outbox = new Outbox(this.normal, this.emitter, { log, leaseMs, rush });
    this.criticalOutbox = new Outbox(this.critical, this.emitter, { log, leaseMs });
    this.preferences = this.peer(config.PREFERENCES_RPC);
    this.criticalPreferences = this.peer(config.PREFERENCES_RPC);
    this.vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    this.now = stand.now;
  }

  async close(): Promise<void> {
    await Promise.all([this.outbox.close(), this.criticalOutbox.close()]);
    await this.emitter.close();
    for (const client of [this.preferences, this.criticalPreferences]) client.close();
    for (const client of [this.redis, this.criticalRedis]) client.disconnect();
    await Promise.all([this.normal.close(), this.critical.close()]);
  }

  protected connect(name: string, max: number): Database {
    return Database.connect(this.config.DATABASE_URL, {
      schema: this.stand.schema ?? SCHEMA,
      name,
      max,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      onError: (error) => log.warn({ err: error }, 'connection lost'),
    });
  }

  protected peer(addresses: readonly string[], options: Omit<RpcClientOptions, 'addresses'> = {}): Peer {
    return this.stand.peer ?? new RpcClient({ addresses, timeoutMs: RPC_TIMEOUT_MS, ...options });
  }
}

const redis = (config: GatewayConfig, name: string, commandTimeoutMs?: number) =>
  connectRedis(config.REDIS_URL, { name, commandTimeoutMs, onError: (error) => log.debug({ err: error }, 'redis') });
