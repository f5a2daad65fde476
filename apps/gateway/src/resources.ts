import { ensureTopics, outboxStats, Relay, type LocalHandler } from '#libs/messaging';
import { logger, metrics, onScrape } from '#libs/observability';
import { PartitionKeeper, type Database } from '#libs/persistence';
import { ChannelApps } from './channel-apps.js';
import type { GatewayConfig } from './gateway.config.js';
import { IntakeConnections, type Peer, type StandIns } from './intake-connections.js';
import { topics } from './topics.js';

const KEEP_DAYS = 30;
const KEEP_AUDIT_DAYS = 400;
const CHANGE_TIMEOUT_MS = 10_000;
const log = logger('gateway');

/** Connections, and what runs beside the requests. */
export class Resources extends IntakeConnections {
  readonly reading: Database;
  readonly status: Peer;
  /** For changes: a look-up that is late is not waited for, and a change that is given up is not made any more. */
  readonly directory: Peer;
  readonly inApp: Peer;
  readonly channelApps: ChannelApps;
  readonly fetchText: StandIns['fetchText'];
  private readonly partitions: PartitionKeeper;
  private relay: Relay | undefined;

  constructor(config: GatewayConfig, stand: StandIns = {}) {
    super(config, stand);
    this.reading = this.connect('gateway-read', 4);
    this.status = this.peer(config.STATUS_RPC);
    this.directory = this.peer(config.PREFERENCES_RPC, { timeoutMs: CHANGE_TIMEOUT_MS, deadlines: true });
    this.inApp = this.peer(config.IN_APP_RPC);
    this.channelApps = new ChannelApps(config, (addresses, options) => this.peer(addresses, options));
    this.fetchText = stand.fetchText;
    this.partitions = new PartitionKeeper(
      this.reading,
      [
        { table: 'notifications', drop: { keepDays: KEEP_DAYS, open: 'state = 1' } },
        { table: 'audit_events', drop: { keepDays: KEEP_AUDIT_DAYS, open: 'false' } },
      ],
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

  override async close(): Promise<void> {
    this.partitions.stop();
    await this.relay?.stop();
    for (const client of [this.status, this.inApp, this.directory, this.channelApps]) client.close();
    await super.close();
    await this.reading.close();
  }

  private async scrapeOutbox(): Promise<void> {
    const { depth, oldestDueSeconds } = await outboxStats(this.reading);
    metrics.outboxDepth.set(depth);
    metrics.outboxOldestDue.set(oldestDueSeconds);
  }
}
