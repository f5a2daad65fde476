import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Outbox } from '#libs/messaging';
import { HealthModule } from '#libs/observability';
import { Database } from '#libs/persistence';
import { UnsubscribeTokens } from '#libs/unsubscribe';
import { accessProviders } from './access/access.providers.js';
import { Audit } from './audit/audit.js';
import { SearchAuditService } from './audit/search-audit/search-audit.service.js';
import { Vault } from '#libs/vault';
import { AccessGuard } from './access/access.guard.js';
import { ApiClients } from './access/api-clients.js';
import { KeyUses } from './access/key-uses.js';
import { ApiKeyStore } from './api-keys/api-key-store.js';
import { ChangeApiKeyService } from './api-keys/change-api-key/change-api-key.service.js';
import { CreateApiKeyService } from './api-keys/create-api-key/create-api-key.service.js';
import { ListApiKeysService } from './api-keys/list-api-keys/list-api-keys.service.js';
import { RevokeApiKeyService } from './api-keys/revoke-api-key/revoke-api-key.service.js';
import { RotateApiKeyService } from './api-keys/rotate-api-key/rotate-api-key.service.js';
import { Background } from './background.js';
import { callbackProviders } from './callbacks/callbacks.providers.js';
import { ChannelApps } from './channel-apps.js';
import { Changes } from './changes/changes.js';
import { controllers } from './controllers.js';
import { DeadLettersService } from './dead-letters/dead-letters.service.js';
import { DeliveryEdits } from './dead-letters/delivery-edits.js';
import { DiscardsService } from './discards/discards.service.js';
import { InDoubtService } from './in-doubt/in-doubt.service.js';
import { EndpointHealth } from './endpoint-health.js';
import { EventSubscriptionsService } from './event-subscriptions/event-subscriptions.service.js';
import { InboxService } from './inbox/inbox.service.js';
import {
  BULK_TAKER,
  IN_APP_RPC,
  PREFERENCES_RPC,
  PUBLIC_URL,
  STATUS_RPC,
  USER_TOKEN_SECRET,
} from './injection-tokens.js';
import { LimitPolicies } from './limits/limit-policies.js';
import { LimitedIntake } from './limits/limited-intake.js';
import { createLimitedIntake, createLimitPolicies } from './limits/limits.factory.js';
import { LimitsService } from './limits/limits.service.js';
import { TypeCatalog } from './notification-types/type-catalog.js';
import { TypeStore } from './notification-types/type-store.js';
import { CancelNotificationService } from './notifications/cancel-notification/cancel-notification.service.js';
import { GetNotificationService } from './notifications/get-notification/get-notification.service.js';
import { BulkTakerHere, type BulkTaker } from './notifications/bulk-thread/bulk-taker.js';
import { SendBulkService } from './notifications/send-bulk/send-bulk.service.js';
import { SendNotificationService } from './notifications/send-notification/send-notification.service.js';
import { UnsubscribeService } from './unsubscribe/unsubscribe.service.js';
import { ReplaysService } from './replays/replays.service.js';
import { PausesService } from './pauses/pauses.service.js';
import { ProvidersService } from './providers/providers.service.js';
import type { Resources } from './resources.js';
import { SuppressionsService } from './suppressions/suppressions.service.js';
import { DevicesService } from './users/devices/devices.service.js';
import { ExplainPreferencesService } from './users/explain-preferences/explain-preferences.service.js';
import { PutUsersBulkService } from './users/put-users-bulk/put-users-bulk.service.js';
import { UserWebhooks } from './users/user-webhooks.js';
import { UserDirectory } from './users/user-directory.js';

const connections = (resources: Resources): Provider[] => [
  { provide: USER_TOKEN_SECRET, useValue: resources.config.USER_TOKEN_SECRET },
  { provide: PUBLIC_URL, useValue: resources.config.PUBLIC_URL },
  { provide: PREFERENCES_RPC, useValue: resources.directory },
  { provide: STATUS_RPC, useValue: resources.status },
  { provide: IN_APP_RPC, useValue: resources.inApp },
  { provide: ChannelApps, useValue: resources.channelApps },
  { provide: Database, useValue: resources.reading },
  { provide: Outbox, useValue: resources.outbox },
  {
    provide: LimitedIntake,
    inject: [LimitPolicies],
    useFactory: (policies: LimitPolicies) => createLimitedIntake(resources, policies),
  },
  { provide: UnsubscribeTokens, useFactory: () => new UnsubscribeTokens(resources.vault) },
  { provide: Vault, useValue: resources.vault },
];

const services: Provider[] = [
  SendNotificationService,
  GetNotificationService,
  CancelNotificationService,
  UserDirectory,
  ExplainPreferencesService,
  PutUsersBulkService,
  DevicesService,
  EndpointHealth,
  UserWebhooks,
  EventSubscriptionsService,
  InboxService,
  SearchAuditService,
  LimitsService,
  TypeStore,
  UnsubscribeService,
  ApiKeyStore,
  ListApiKeysService,
  CreateApiKeyService,
  ChangeApiKeyService,
  RevokeApiKeyService,
  RotateApiKeyService,
  SuppressionsService,
  DeadLettersService,
  DeliveryEdits,
  ReplaysService,
  DiscardsService,
  InDoubtService,
  ProvidersService,
  PausesService,
];

/** Without a thread (in tests, whose stand-ins cannot enter one) bulks are taken in right here. */
const bulkTaker = (thread: BulkTaker | undefined): Provider =>
  thread
    ? { provide: BULK_TAKER, useValue: thread }
    : {
        provide: BULK_TAKER,
        inject: [TypeCatalog, LimitedIntake, SendNotificationService, LimitPolicies],
        useFactory: (types: TypeCatalog, intake: LimitedIntake, one: SendNotificationService, limits: LimitPolicies) =>
          new BulkTakerHere(new SendBulkService(types, intake), one, { types, limits }),
      };

/** What is kept in memory, and who tells that it has changed. */
const memories = ({ reading, config, vault }: Resources): Provider[] => [
  { provide: ApiClients, useFactory: () => new ApiClients(reading, vault) },
  { provide: TypeCatalog, useFactory: () => new TypeCatalog(reading) },
  { provide: LimitPolicies, useFactory: () => createLimitPolicies(reading, config) },
  {
    provide: Changes,
    inject: [TypeCatalog, LimitPolicies, ApiClients, BULK_TAKER],
    useFactory: (types: TypeCatalog, limits: LimitPolicies, key: ApiClients, bulks: BulkTaker) =>
      new Changes(reading, { types, limits, key }, bulks),
  },
];

/** Redis, Kafka and the other apps may be away: the gateway takes in notifications all the same. */
const health = ({ reading, redis, emitter }: Resources) =>
  HealthModule.of({
    required: { postgres: () => reading.ping() },
    optional: {
      redis: () => redis.ping(),
      kafka: () => (emitter.up ? Promise.resolve() : Promise.reject(new Error('not connected'))),
    },
  });

@Module({})
export class GatewayModule {
  static with(resources: Resources, background: Background, bulkThread?: BulkTaker): DynamicModule {
    return {
      module: GatewayModule,
      imports: [health(resources)],
      controllers,
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: Background, useValue: background },
        { provide: Audit, useValue: background.audit },
        { provide: KeyUses, useValue: background.keyUses },
        ...connections(resources),
        ...memories(resources),
        ...accessProviders(resources),
        ...callbackProviders(resources),
        bulkTaker(bulkThread),
        ...services,
      ],
    };
  }
}
