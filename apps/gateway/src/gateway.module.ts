import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { HealthModule } from '#libs/observability';
import { ApiClients } from './access/api-clients.js';
import { AuthenticateMessageController } from './access/authenticate.message.controller.js';
import { USER_TOKEN_SECRET } from './access/tokens.js';
import { ListNotificationTypesHttpController } from './notification-types/list-notification-types.http.controller.js';
import { TypeCatalog } from './notification-types/type-catalog.js';
import { createIntake } from './notifications/intake/intake.factory.js';
import { Intake } from './notifications/intake/intake.js';
import { SendBulkHttpController } from './notifications/send-bulk/send-bulk.http.controller.js';
import { SendBulkService } from './notifications/send-bulk/send-bulk.service.js';
import { SendNotificationHttpController } from './notifications/send-notification/send-notification.http.controller.js';
import { SendNotificationService } from './notifications/send-notification/send-notification.service.js';
import { Resources } from './resources.js';

const controllers = [
  AuthenticateMessageController,
  ListNotificationTypesHttpController,
  SendNotificationHttpController,
  SendBulkHttpController,
];

const providers = (resources: Resources): Provider[] => [
  { provide: Resources, useValue: resources },
  { provide: USER_TOKEN_SECRET, useValue: resources.config.USER_TOKEN_SECRET },
  { provide: ApiClients, useFactory: () => new ApiClients(resources.reading) },
  { provide: TypeCatalog, useFactory: () => new TypeCatalog(resources.reading) },
  { provide: Intake, useFactory: () => createIntake(resources) },
  SendNotificationService,
  SendBulkService,
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
  static with(resources: Resources): DynamicModule {
    return { module: GatewayModule, imports: [health(resources)], controllers, providers: providers(resources) };
  }
}
