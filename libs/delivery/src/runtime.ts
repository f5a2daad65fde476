/** Everything a channel app holds open, and the order in which it begins and ends. */
import type { Redis } from 'ioredis';
import { connectRedis } from '#libs/cache';
import { PRIORITIES, type Channel, type EndpointKey, type EndpointStanding, type Priority } from '#libs/contracts';
import { systemClock } from '#libs/kernel';
import { Emitter, KafkaLanes, Outbox, outboxStats, Relay, type KafkaSettings } from '#libs/messaging';
import { BREAKER_STATE, logger, metrics, onScrape } from '#libs/observability';
import { Database, PartitionKeeper } from '#libs/persistence';
import { ProviderBreaker, RETRY_SCHEDULES, Slots, type BreakerState } from '#libs/resilience';
import { RpcClient } from '#libs/rpc';
import { LocalKeys, Vault } from '#libs/vault';
import type { DeliveryConfig } from './delivery.config.js';
import { DeliveryEngine } from './engine.js';
import { OPEN_ROWS } from './ledger-state.js';
import { laneMeasures } from './measures.js';
import type { LaneParts, Probe, Simulation } from './ports.js';
import { CachedPreferences } from './preferences.js';
import { StatusProof } from './proof.js';
import type { Provider } from './provider.js';
import { timing } from './timing.js';

export interface DeliveryOptions {
  readonly channel: Channel;
  /** The app's name in Kafka, logs and events: 'email', 'in-app'. */
  readonly app: string;
  readonly schema: string;
  readonly provider: Provider;
  /** Takes what was sent with test keys; without one nothing does. */
  readonly testProvider?: Provider | undefined;
  readonly config: DeliveryConfig;
  /** Targets that can be taken out of use, where the channel has such. */
  readonly endpoints?: EndpointHealth | undefined;
  /** For tests. */
  readonly probe?: Probe;
}

/** In order. */
interface EndpointHealth {
  find(keys: readonly EndpointKey[]): Promise<(EndpointStanding | null)[]>;
  enable(keys: readonly EndpointKey[]): Promise<boolean[]>;
}

/** Calls at once in a lane whose provider takes one delivery a call, and in one whose provider takes a group. */
const SINGLE_SLOTS = 128;
const GROUP_SLOTS = 4;
/** Tests are few, and none of them is urgent. */
const TEST_SLOTS = 8;
const LEDGER_DAYS = 14;
const STOP_WITHIN_MS = 6_000;
const BREAKER_RESET_MS = 5_000;
const CRITICAL_BREAKER_RESET_MS = 1_000;
/** A critical message does not wait longer for what it can do without. */
const CRITICAL_LOOKUP_MS = 400;

/** What critical shares with nobody. */
interface Share {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly redis: Redis;
  readonly breaker: ProviderBreaker;
  readonly testBreaker: ProviderBreaker | undefined;
  readonly preferences: CachedPreferences;
  readonly proof: StatusProof;
  readonly rpc: readonly RpcClient[];
}

export class DeliveryRuntime {
  readonly engine: DeliveryEngine;
  readonly lanes: KafkaLanes;
  readonly emitter: Emitter;
  readonly vault: Vault;
  /** Of the lanes that are not critical. */
  readonly db: Database;
  private readonly log = logger('delivery');
  private readonly shares: { readonly critical: Share; readonly others: Share };
  private readonly relay: Relay;
  private readonly relayDb: Database;
  private readonly partitions: PartitionKeeper;

  constructor(private readonly options: DeliveryOptions) {
    const { config, app } = options;
    const { log } = this;
    this.vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    const kafka: KafkaSettings = { brokers: config.KAFKA_BROKERS, app, topicPrefix: config.TOPIC_PREFIX, log };
    this.emitter = new Emitter(kafka);
    this.lanes = new KafkaLanes({ ...kafka, sessionTimeoutMs: config.KAFKA_SESSION_TIMEOUT_MS });
    this.shares = { critical: this.share('critical', 2), others: this.share('others', 4) };
    this.db = this.shares.others.db;
    this.relayDb = Database.connect(config.DATABASE_URL, { schema: options.schema, name: `${app}-relay`, max: 1 });
    this.relay = new Relay(this.relayDb, config.DATABASE_URL, this.emitter, { log });
    this.partitions = new PartitionKeeper(
      this.db,
      [
        { table: 'ledger', storage: 'fillfactor=70', drop: { keepDays: LEDGER_DAYS, open: OPEN_ROWS } },
        { table: 'attempts', drop: { keepDays: LEDGER_DAYS, open: 'false' } },
      ],
      (err) => log.error({ err }, 'partitions were not kept'),
    );
    const parts = new Map(PRIORITIES.map((priority) => [priority, this.parts(priority)]));
    this.engine = new DeliveryEngine(options.channel, (priority) => parts.get(priority) as LaneParts);
    this.watch();
  }

  get endpoints(): EndpointHealth | undefined {
    return this.options.endpoints;
  }

  async start(): Promise<void> {
    this.emitter.start();
    await this.partitions.start();
    this.relay.start();
  }

  /** Nothing new is claimed from here on. */
  quiesce(): Promise<void> {
    return this.engine.stop(STOP_WITHIN_MS);
  }

  async close(): Promise<void> {
    const { critical, others } = this.shares;
    this.partitions.stop();
    await this.relay.stop();
    await this.relayDb.close();
    await Promise.all([critical.outbox.close(), others.outbox.close()]);
    await this.emitter.close();
    await this.options.provider.close?.();
    await this.options.testProvider?.close?.();
    for (const { redis, breaker, testBreaker, rpc, db } of [critical, others]) {
      redis.disconnect();
      breaker.close();
      testBreaker?.close();
      for (const client of rpc) client.close();
      await db.close();
    }
  }

  private share(kind: 'critical' | 'others', connections: number): Share {
    const { config, app, schema, provider } = this.options;
    const { log, vault } = this;
    const name = `${app}-${kind}`;
    const onError = (err: Error): void => log.warn({ err }, 'a connection was lost');
    const db = Database.connect(config.DATABASE_URL, { schema, name, max: connections, onError });
    const redis = connectRedis(config.REDIS_URL, { name, onError: (err) => log.debug({ err }, 'Redis is away') });
    const timeoutMs = kind === 'critical' ? CRITICAL_LOOKUP_MS : undefined;
    const preferences = new RpcClient({ addresses: config.PREFERENCES_RPC, timeoutMs });
    const status = new RpcClient({ addresses: config.STATUS_RPC });
    const label = kind === 'critical' ? `${provider.name}.critical` : provider.name;
    const resetMs =
      kind === 'critical' ? CRITICAL_BREAKER_RESET_MS : BREAKER_RESET_MS * Math.min(1, config.TIME_FACTOR);
    return {
      db,
      redis,
      outbox: new Outbox(db, this.emitter, { log }),
      breaker: this.breaker(label, resetMs),
      testBreaker: this.options.testProvider && this.breaker(`${label}.test`, resetMs),
      preferences: new CachedPreferences({
        redis,
        vault,
        log,
        lookup: (items) => preferences.call('preferences.lookup', { items }),
        check: (items) => preferences.call('suppressions.check', { items }),
      }),
      proof: new StatusProof(
        {
          proof: (items) => status.call('status.proof', { items }),
          standing: (items) => status.call('status.standing', { items }),
        },
        log,
      ),
      rpc: [preferences, status],
    };
  }

  private breaker(name: string, resetMs: number): ProviderBreaker {
    const gauge = metrics.breakerState.labels({ provider: name });
    gauge.set(BREAKER_STATE.closed);
    const onState = (state: BreakerState): void => {
      gauge.set(BREAKER_STATE[state]);
      this.log.warn({ provider: name, state }, 'breaker');
    };
    return new ProviderBreaker({ name, resetMs, onState });
  }

  private simulation(priority: Priority, breaker: ProviderBreaker | undefined): Simulation | undefined {
    const { testProvider: provider, channel } = this.options;
    if (!provider || !breaker) return undefined;
    // How soon a test is delivered says nothing of how soon people are reached.
    const measures = { ...laneMeasures(channel, priority, `${provider.name}.test`), delivered: () => {} };
    return { provider, breaker, slots: new Slots(TEST_SLOTS), measures };
  }

  private parts(priority: Priority): LaneParts {
    const { config, provider, channel, app, probe } = this.options;
    const critical = priority === 'critical';
    const share = critical ? this.shares.critical : this.shares.others;
    const { db, outbox, breaker, preferences, proof } = share;
    const slots = config.LANE_SLOTS ?? (provider.group === 1 ? SINGLE_SLOTS : GROUP_SLOTS);
    return {
      channel,
      priority,
      source: `/${app}`,
      provider,
      db,
      outbox,
      breaker,
      preferences,
      proof,
      slots: new Slots(slots),
      vault: this.vault,
      schedule: RETRY_SCHEDULES[critical ? 'critical' : channel],
      timing: timing(config.CALL_TIMEOUT_MS, config.TIME_FACTOR),
      clock: systemClock,
      random: Math.random,
      measures: laneMeasures(channel, priority, provider.name),
      log: this.log,
      probe,
      simulation: this.simulation(priority, share.testBreaker),
    };
  }

  private watch(): void {
    onScrape(async () => {
      const { depth, oldestDueSeconds } = await outboxStats(this.db);
      metrics.outboxDepth.set(depth);
      metrics.outboxOldestDue.set(oldestDueSeconds);
    });
    onScrape(async () => {
      for (const [topic, lag] of Object.entries(await this.lanes.lag())) metrics.consumerLag.set({ topic }, lag);
    });
  }
}
