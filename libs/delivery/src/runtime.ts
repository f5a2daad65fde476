/** Everything a channel app holds open, and the order in which it begins and ends. */
import type { Redis } from 'ioredis';
import { connectRedis } from '#libs/cache';
import { PRIORITIES, type Channel, type EndpointKey, type EndpointStanding, type Priority } from '#libs/contracts';
import { systemClock } from '#libs/kernel';
import { Emitter, KafkaLanes, Outbox, outboxStats, Relay, type KafkaSettings } from '#libs/messaging';
import { logger, metrics, onScrape } from '#libs/observability';
import { Database, Janitor, PartitionKeeper } from '#libs/persistence';
import { RETRY_SCHEDULES, Slots } from '#libs/resilience';
import { RpcClient } from '#libs/rpc';
import { LocalKeys, Vault } from '#libs/vault';
import { HealthBoard } from './accounts/health-board.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { forgettersOf } from './dead-letters/forget-closed.js';
import type { DeliveryConfig } from './delivery.config.js';
import type { DeskParts } from './desk-parts.js';
import { DISCARD, Discards } from './discards/discards.js';
import { Doubts } from './doubts/doubts.js';
import { ProofWatch } from './doubts/proof-watch.js';
import { DeliveryEngine } from './engine.js';
import { OPEN_ROWS } from './ledger-state.js';
import { laneMeasures } from './measures.js';
import type { LaneParts, Probe, Simulation } from './ports.js';
import { OPT_OUT, tellOptOuts } from './opt-outs.js';
import { CachedPreferences } from './preferences.js';
import { StatusProof } from './proof.js';
import { redirectOf, type Redirect } from './redirect.js';
import { Tenants } from './tenants.js';
import type { Provider } from './provider.js';
import { REPLAY, Replays } from './replays/replays.js';
import type { ProviderKind } from './provider-kind.js';
import { bookOf, type Senders } from './routing/accounts.js';
import { onlyAccount } from './routing/fixed-accounts.js';
import { EquipmentStore } from './station/equipment-store.js';
import { timing } from './timing.js';

export type DeliveryOptions = ChannelOptions & Senders;

interface ChannelOptions {
  readonly channel: Channel;
  /** The app's name in Kafka, logs and events: 'email', 'in-app'. */
  readonly app: string;
  readonly schema: string;
  /** Takes what was sent with test keys; without one nothing does. */
  readonly testProvider?: Provider | undefined;
  /** What accounts of tenants can be of; none: they have none here. */
  readonly kinds?: readonly ProviderKind[];
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

/** Tests are few, and none of them is urgent. */
const TEST_SLOTS = 8;
const HEALTH_EVERY_MS = 2_000;
const LEDGER_DAYS = 14;
const STOP_WITHIN_MS = 6_000;
const BREAKER_RESET_MS = 5_000;
const CRITICAL_BREAKER_RESET_MS = 1_000;
/** How long proof that has come waits for its doubt to be looked at. */
const LOOK_AT_DOUBTS_MS = 5_000;
/** A critical message does not wait longer for what it can do without. */
const CRITICAL_LOOKUP_MS = 400;
const CHANGE_TIMEOUT_MS = 10_000;

/** What critical shares with nobody. */
interface Share {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly redis: Redis;
  readonly equipment: EquipmentStore;
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
  readonly deadLetters: DeadLetters;
  readonly replays: Replays;
  readonly discards: Discards;
  readonly doubts: Doubts;
  readonly tenants: Tenants;
  private readonly log = logger('delivery');
  private readonly redirect: Redirect | undefined;
  private readonly shares: { readonly critical: Share; readonly others: Share };
  /** For changes, which are not made any more once they are given up. */
  private readonly directory: RpcClient;
  private readonly relay: Relay;
  private readonly relayDb: Database;
  private readonly partitions: PartitionKeeper;
  private readonly janitors: readonly Janitor[];
  private readonly proofWatch: ProofWatch;
  private readonly health: HealthBoard;
  private sayingHealth: NodeJS.Timeout | undefined;

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
    this.health = new HealthBoard({ channel: options.channel, redis: this.shares.others.redis });
    const desk: DeskParts = {
      channel: options.channel,
      source: `/${app}`,
      db: this.db,
      outbox: this.shares.others.outbox,
      vault: this.vault,
      clock: systemClock,
      log,
    };
    this.deadLetters = new DeadLetters(desk);
    this.replays = new Replays(desk);
    this.discards = new Discards(desk);
    this.doubts = new Doubts(desk);
    const { proof } = this.shares.others;
    this.proofWatch = new ProofWatch({ db: this.db, proof, doubts: this.doubts, everyMs: LOOK_AT_DOUBTS_MS, log });
    this.tenants = this.knownOfTenants();
    this.redirect = redirectOf(options.channel, config.REDIRECT_ALL_TO);
    this.directory = new RpcClient({
      addresses: config.PREFERENCES_RPC,
      timeoutMs: CHANGE_TIMEOUT_MS,
      deadlines: true,
    });
    const local = {
      ...this.tenants.local,
      [REPLAY]: this.replays.handle,
      [DISCARD]: this.discards.handle,
      [OPT_OUT]: tellOptOuts(this.directory),
    };
    this.relay = new Relay(this.relayDb, config.DATABASE_URL, this.emitter, { log, local });
    this.partitions = new PartitionKeeper(
      this.db,
      [
        // Every row is updated once, and a page has room for that: or all indexes would be written anew.
        { table: 'ledger', storage: 'fillfactor=45', drop: { keepDays: LEDGER_DAYS, open: OPEN_ROWS } },
        { table: 'attempts', drop: { keepDays: LEDGER_DAYS, open: 'false' } },
      ],
      (err) => log.error({ err }, 'partitions were not kept'),
    );
    const failed = (err: unknown): void => log.warn({ err }, 'old rows were not deleted');
    this.janitors = forgettersOf(config.DEAD_LETTER_DAYS).map((forget) => new Janitor(this.db, forget, failed));
    const parts = new Map(PRIORITIES.map((priority) => [priority, this.parts(priority)]));
    this.engine = new DeliveryEngine(options.channel, (priority) => parts.get(priority) as LaneParts);
    this.watch();
  }

  get endpoints(): EndpointHealth | undefined {
    return this.options.endpoints;
  }

  async start(): Promise<void> {
    this.sayRedirect();
    this.emitter.start();
    await this.partitions.start();
    for (const janitor of this.janitors) janitor.start();
    this.proofWatch.start();
    await this.tenants.start();
    this.relay.start();
    this.sayingHealth = setInterval(() => this.sayHealth(), HEALTH_EVERY_MS).unref();
  }

  /** Nothing new is claimed from here on. */
  quiesce(): Promise<void> {
    return this.engine.stop(STOP_WITHIN_MS);
  }

  async close(): Promise<void> {
    const { critical, others } = this.shares;
    clearInterval(this.sayingHealth);
    this.partitions.stop();
    for (const janitor of this.janitors) janitor.stop();
    await this.proofWatch.stop();
    await this.relay.stop();
    await this.relayDb.close();
    this.directory.close();
    await Promise.all([critical.outbox.close(), others.outbox.close()]);
    await this.emitter.close();
    await this.tenants.close();
    await this.options.testProvider?.close?.();
    for (const { redis, equipment, rpc, db } of [critical, others]) {
      redis.disconnect();
      equipment.close();
      for (const client of rpc) client.close();
      await db.close();
    }
  }

  private sayHealth(): void {
    for (const [share, { equipment }] of Object.entries(this.shares)) void this.health.say(share, equipment.reports);
  }

  private knownOfTenants(): Tenants {
    const { options, vault, log, db, health } = this;
    const { app, channel, config, kinds = [] } = options;
    const own = bookOf(options, { db, vault });
    const { outbox } = this.shares.others;
    const { CALL_TIMEOUT_MS: callTimeoutMs, RESUME_PER_SECOND: resumePerSecond } = config;
    return new Tenants({ app, channel, db, outbox, vault, kinds, own, callTimeoutMs, resumePerSecond, health, log });
  }

  /** Whatever the level of the log: who takes this for production, or production for this, must see it. */
  private sayRedirect(): void {
    if (!this.redirect) return;
    const { channel } = this.options;
    const where = this.redirect.to ? 'goes to the one address of REDIRECT_ALL_TO' : 'is suppressed';
    this.log.error({ channel }, `REDIRECT_ALL_TO is set: NOBODY GETS ANYTHING by ${channel}; everything ${where}`);
  }

  private share(kind: 'critical' | 'others', connections: number): Share {
    const { config, app, schema, channel } = this.options;
    const { log, vault } = this;
    const name = `${app}-${kind}`;
    const onError = (err: Error): void => log.warn({ err }, 'a connection was lost');
    const db = Database.connect(config.DATABASE_URL, { schema, name, max: connections, onError });
    const redis = connectRedis(config.REDIS_URL, { name, onError: (err) => log.debug({ err }, 'Redis is away') });
    const timeoutMs = kind === 'critical' ? CRITICAL_LOOKUP_MS : undefined;
    const preferences = new RpcClient({ addresses: config.PREFERENCES_RPC, timeoutMs });
    const status = new RpcClient({ addresses: config.STATUS_RPC });
    const critical = kind === 'critical';
    const resetMs = critical ? CRITICAL_BREAKER_RESET_MS : BREAKER_RESET_MS * Math.min(1, config.TIME_FACTOR);
    return {
      db,
      redis,
      outbox: new Outbox(db, this.emitter, { log }),
      equipment: new EquipmentStore({ channel, critical, redis, resetMs, slots: config.LANE_SLOTS, log }),
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

  private simulation(priority: Priority, equipment: EquipmentStore): Simulation | undefined {
    const { testProvider: provider, channel } = this.options;
    if (!provider) return undefined;
    const account = { ...onlyAccount(provider), id: `${provider.name}.test` };
    // How soon a test is delivered says nothing of how soon people are reached.
    const measures = { ...laneMeasures(channel, priority, account.id), delivered: () => {} };
    return {
      account,
      equipment: { ...equipment.equip(account, priority), slots: new Slots(TEST_SLOTS), measures },
    };
  }

  private parts(priority: Priority): LaneParts {
    const { config, channel, app, probe } = this.options;
    const { db, outbox, equipment, preferences, proof } =
      priority === 'critical' ? this.shares.critical : this.shares.others;
    return {
      channel,
      priority,
      source: `/${app}`,
      accounts: this.tenants.accountBook,
      equipper: equipment,
      db,
      outbox,
      preferences,
      proof,
      vault: this.vault,
      schedule: RETRY_SCHEDULES[channel][priority],
      timing: timing(config.CALL_TIMEOUT_MS, config.TIME_FACTOR),
      clock: systemClock,
      random: Math.random,
      log: this.log,
      probe,
      simulation: this.simulation(priority, equipment),
      pauses: this.tenants.pauseBook,
      redirect: this.redirect,
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
