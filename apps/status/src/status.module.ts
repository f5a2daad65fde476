import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { RpcIn } from '#libs/contracts';
import { Emitter } from '#libs/messaging';
import { HealthModule, logger } from '#libs/observability';
import { AddressList } from '#libs/network';
import { Database } from '#libs/persistence';
import { coalesced, RpcClient } from '#libs/rpc';
import { LocalKeys, Vault } from '#libs/vault';
import { NotificationReader } from './find/notification-reader.js';
import { LiveSessions } from './live/live-sessions.js';
import { LiveStatus } from './live/live-status.js';
import { StatusGateway } from './live/status.gateway.js';
import { Viewers } from './live/viewer.js';
import { EventStore } from './record/event-store.js';
import { LaneRecorder } from './record/lane-recorder.js';
import { Quarantine } from './record/quarantine.js';
import { CRITICAL_LANE, NORMAL_LANE, StatusMessageController } from './record/status.message.controller.js';
import { NotificationSearch } from './search/notification-search.js';
import { Resources } from './resources.js';
import { StatusRpcController } from './rpc/status.rpc.controller.js';
import type { StatusConfig } from './status.config.js';
import { UnmovedDeliveries } from './unmoved/unmoved-deliveries.js';

const log = logger('status');

/** Under load events are written in groups this many milliseconds apart; what is critical does not wait for company. */
const NORMAL_APART_MS = 50;

/** Each lane writes over connections of its own: what fills one up does not slow the other. */
const lane = (token: symbol, pick: (resources: Resources) => Database, apartMs = 0): Provider => ({
  provide: token,
  inject: [Resources, Quarantine, LiveStatus],
  useFactory: (resources: Resources, quarantine: Quarantine, live: LiveStatus) =>
    new LaneRecorder(new EventStore(pick(resources), apartMs), quarantine, live, log),
});

const providers = (config: StatusConfig, resources: Resources): Provider[] => [
  { provide: Resources, useFactory: () => resources },
  { provide: Database, useFactory: () => resources.reading },
  { provide: Emitter, useFactory: () => resources.emitter },
  { provide: RpcClient, useFactory: () => resources.gateway },
  { provide: Vault, useFactory: () => new Vault(new LocalKeys(config.MASTER_KEYS)) },
  { provide: Quarantine, inject: [Emitter, Vault], useFactory: (e: Emitter, v: Vault) => new Quarantine(e, v) },
  lane(NORMAL_LANE, (resources) => resources.normal, NORMAL_APART_MS),
  lane(CRITICAL_LANE, (resources) => resources.critical),
  { provide: NotificationReader, inject: [Database], useFactory: (db: Database) => new NotificationReader(db) },
  {
    provide: NotificationSearch,
    inject: [Database, NotificationReader],
    useFactory: (db: Database, reader: NotificationReader) => new NotificationSearch(db, reader),
  },
  { provide: UnmovedDeliveries, inject: [Database], useFactory: (db: Database) => new UnmovedDeliveries(db) },
  {
    provide: Viewers,
    inject: [RpcClient],
    useFactory: (gateway: RpcClient) => {
      const authenticate = coalesced((items: RpcIn<'gateway.authenticate'>[]) =>
        gateway.call('gateway.authenticate', { items }),
      );
      return new Viewers(config.USER_TOKEN_SECRET, (api_key, address) => authenticate({ api_key, address }));
    },
  },
  {
    provide: LiveStatus,
    inject: [NotificationReader],
    useFactory: (reader: NotificationReader) => new LiveStatus(reader, log),
  },
  {
    provide: LiveSessions,
    inject: [LiveStatus, NotificationReader, Viewers],
    useFactory: (live: LiveStatus, reader: NotificationReader, viewers: Viewers) =>
      new LiveSessions(live, reader, viewers, new AddressList(config.TRUSTED_PROXIES), log),
  },
  StatusGateway,
];

@Module({})
export class StatusModule {
  static with(config: StatusConfig, resources: Resources): DynamicModule {
    const health = {
      required: { postgres: () => resources.reading.ping() },
      optional: { kafka: () => up(resources.emitter) },
    };
    return {
      module: StatusModule,
      imports: [HealthModule.of(health)],
      controllers: [StatusMessageController, StatusRpcController],
      providers: providers(config, resources),
    };
  }
}

const up = (emitter: Emitter): Promise<void> =>
  emitter.up ? Promise.resolve() : Promise.reject(new Error('Kafka does not answer'));
