import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { RpcIn } from '#libs/contracts';
import { Emitter, Outbox } from '#libs/messaging';
import { HealthModule, logger } from '#libs/observability';
import { AddressList } from '#libs/network';
import { Database } from '#libs/persistence';
import { RefusedConnections } from '#libs/realtime';
import { coalesced, RpcClient } from '#libs/rpc';
import { Vault } from '#libs/vault';
import { NotificationReader } from './find/notification-reader.js';
import { LiveSessions } from './live/live-sessions.js';
import { LiveStatus } from './live/live-status.js';
import { StatusGateway } from './live/status.gateway.js';
import { Viewers } from './live/viewer.js';
import { EventStore } from './record/event-store.js';
import { LaneRecorder } from './record/lane-recorder.js';
import { Quarantine } from './record/quarantine.js';
import { CRITICAL_LANE, NORMAL_LANE, StatusMessageController } from './record/status.message.controller.js';
import type { Waiting } from './record/waiting-room.js';
import { NotificationSearch } from './search/notification-search.js';
import { Resources, WINDOW } from './resources.js';
import { StatusRpcController } from './rpc/status.rpc.controller.js';
import type { StatusConfig } from './status.config.js';
import { EventTeller } from './subscriptions/event-teller.js';
import { OwnEvents } from './subscriptions/own-events.js';
import { SubscriptionStore } from './subscriptions/subscription-store.js';
import { SubscriptionsRpcController } from './subscriptions/subscriptions.rpc.controller.js';
import { UnmovedDeliveries } from './unmoved/unmoved-deliveries.js';

const log = logger('status');

/** Under load events are written in groups this many milliseconds apart; what is critical does not wait for company. */
const NORMAL_APART_MS = 50;

/** What is of low priority is mostly sent sooner than this, and both are stored at once; until then the gateway knows that it was accepted. */
const ACCEPTANCES_WAIT: Waiting = { ms: 5_000, most: WINDOW / 2 };

/** Each lane writes over connections of its own: what fills one up does not slow the other. */
const lane = (token: symbol, pick: (resources: Resources) => Share, apartMs = 0, wait?: Waiting): Provider => ({
  provide: token,
  inject: [Resources, Quarantine, LiveStatus],
  useFactory: (resources: Resources, quarantine: Quarantine, live: LiveStatus) => {
    const { db, outbox } = pick(resources);
    const teller = new EventTeller(resources.subscriptions, outbox, resources.vault);
    return new LaneRecorder(new EventStore(db, apartMs, teller), quarantine, live, log, wait);
  },
});

interface Share {
  readonly db: Database;
  readonly outbox: Outbox;
}

const providers = (config: StatusConfig, resources: Resources): Provider[] => [
  { provide: Resources, useFactory: () => resources },
  { provide: Database, useFactory: () => resources.reading },
  { provide: Emitter, useFactory: () => resources.emitter },
  { provide: RpcClient, useFactory: () => resources.gateway },
  { provide: Vault, useFactory: () => resources.vault },
  { provide: Quarantine, inject: [Emitter, Vault], useFactory: (e: Emitter, v: Vault) => new Quarantine(e, v) },
  lane(NORMAL_LANE, ({ normal: db, outbox }) => ({ db, outbox }), NORMAL_APART_MS, ACCEPTANCES_WAIT),
  lane(CRITICAL_LANE, ({ critical: db, criticalOutbox: outbox }) => ({ db, outbox })),
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
    inject: [LiveStatus, NotificationReader, Viewers, RpcClient],
    useFactory: (live: LiveStatus, reader: NotificationReader, viewers: Viewers, gateway: RpcClient) => {
      const refused = new RefusedConnections('status.connect', gateway, log);
      return new LiveSessions(live, reader, viewers, new AddressList(config.TRUSTED_PROXIES), refused, log);
    },
  },
  StatusGateway,
  {
    provide: SubscriptionStore,
    inject: [Database, Vault],
    useFactory: (db: Database, vault: Vault) => new SubscriptionStore(db, vault, resources.subscriptions),
  },
  {
    provide: OwnEvents,
    inject: [Database, Vault, SubscriptionStore],
    useFactory: (db: Database, vault: Vault, store: SubscriptionStore) =>
      new OwnEvents(db, vault, store, new EventTeller(resources.subscriptions, resources.outbox, vault)),
  },
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
      controllers: [StatusMessageController, StatusRpcController, SubscriptionsRpcController],
      providers: providers(config, resources),
    };
  }
}

const up = (emitter: Emitter): Promise<void> =>
  emitter.up ? Promise.resolve() : Promise.reject(new Error('Kafka does not answer'));
