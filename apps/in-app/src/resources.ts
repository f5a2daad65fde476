import { Emitter, Outbox } from '#libs/messaging';
import { logger } from '#libs/observability';
import { Database, PartitionKeeper } from '#libs/persistence';
import { RpcClient } from '#libs/rpc';
import { LocalKeys, Vault } from '#libs/vault';
import type { InAppConfig } from './in-app.config.js';
import { Inbox } from './items/inbox.js';
import { Bell } from './live/bell.js';

export const SCHEMA = 'in_app';
const log = logger('in-app');

/** What the inbox holds open beside the delivery engine's own. */
export class Resources {
  readonly bell = new Bell();
  readonly vault: Vault;
  readonly inbox: Inbox;
  readonly gateway: RpcClient;
  private readonly db: Database;
  private readonly critical: Database;
  private readonly emitter: Emitter;
  private readonly outbox: Outbox;
  private readonly partitions: PartitionKeeper;

  constructor(config: InAppConfig, schema = SCHEMA) {
    const connect = (name: string, max: number): Database =>
      Database.connect(config.DATABASE_URL, {
        schema,
        name,
        max,
        onError: (error) => log.warn({ err: error }, 'connection lost'),
      });
    this.db = connect('in-app-inbox', 4);
    this.critical = connect('in-app-inbox-critical', 2);
    this.vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    const { KAFKA_BROKERS: brokers, TOPIC_PREFIX: topicPrefix } = config;
    this.emitter = new Emitter({ brokers, app: 'in-app-inbox', topicPrefix, log });
    this.outbox = new Outbox(this.db, this.emitter, { log });
    this.inbox = new Inbox(this.db, this.critical, this.outbox, this.vault, this.bell);
    this.gateway = new RpcClient({ addresses: config.GATEWAY_RPC });
    const drop = { keepDays: config.RETENTION_DAYS, open: 'read_at is null' };
    this.partitions = new PartitionKeeper(this.db, [{ table: 'inbox_items', drop }], (error) =>
      log.error({ err: error }, 'partitions not kept'),
    );
  }

  async start(): Promise<void> {
    this.emitter.start();
    await this.partitions.start();
  }

  async close(): Promise<void> {
    this.partitions.stop();
    this.gateway.close();
    await this.outbox.close();
    await this.emitter.close();
    await Promise.all([this.db.close(), this.critical.close()]);
  }
}
