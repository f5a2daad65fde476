import { RpcClient } from '#libs/rpc';
import { connectRedis } from '#libs/cache';
import { Emitter, Outbox, Relay } from '#libs/messaging';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { LocalKeys, Vault } from '#libs/vault';
import type { Redis } from 'ioredis';
import { HashOlderUsers } from './hashes/hash-older-users.js';
import { Hasher } from './hashes/hasher.js';
import type { PreferencesConfig } from './preferences.config.js';
import { AddressMover, MOVE_ADDRESS } from './suppressions/address-mover.js';
import { TELL_AUDIT, tellAudit } from './suppressions/tell-audit.js';
import { MOVE_VERSION, VersionMover } from './versions/version-mover.js';

const log = logger('preferences');

/** What the app holds open, and the order in which it lets go. */
export class Resources {
  private constructor(
    readonly db: Database,
    readonly redis: Redis,
    readonly vault: Vault,
    readonly versions: VersionMover,
    readonly addresses: AddressMover,
    readonly outbox: Outbox,
    readonly hasher: Hasher,
    private readonly olderUsers: HashOlderUsers,
    private readonly relay: Relay,
    private readonly gateway: RpcClient,
  ) {}

  static open(config: PreferencesConfig, schema = 'preferences'): Resources {
    const onError = (err: Error) => log.warn({ err }, 'a connection broke');
    const db = Database.connect(config.DATABASE_URL, { schema, name: 'preferences', max: 6, onError });
    const redis = connectRedis(config.REDIS_URL, { name: 'preferences', onError });
    const vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    const versions = new VersionMover(redis, vault, config.TIME_FACTOR);
    // Our rows are all local: the emitter is never started, and Kafka is not needed here.
    const emitter = new Emitter({ brokers: [], app: 'preferences' });
    const outbox = new Outbox(db, emitter, { log });
    const gateway = new RpcClient({ addresses: config.GATEWAY_RPC });
    const addresses = new AddressMover(db, versions);
    const local = {
      [MOVE_VERSION]: versions.fromRow,
      [MOVE_ADDRESS]: addresses.fromRow,
      [TELL_AUDIT]: tellAudit(gateway),
    };
    const relay = new Relay(db, config.DATABASE_URL, emitter, { local, log });
    const hasher = new Hasher(db, vault, versions, outbox);
    const olderUsers = new HashOlderUsers(db, hasher, config.TIME_FACTOR);
    return new Resources(db, redis, vault, versions, addresses, outbox, hasher, olderUsers, relay, gateway);
  }

  start(): void {
    this.relay.start();
    this.olderUsers.start();
  }

  async close(): Promise<void> {
    await this.olderUsers.stop();
    await this.relay.stop();
    await this.outbox.close();
    this.gateway.close();
    this.redis.disconnect();
    await this.db.close();
  }
}
