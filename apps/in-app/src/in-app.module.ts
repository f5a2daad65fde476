import { Module, type DynamicModule } from '@nestjs/common';
import { deliveryModule } from '#libs/delivery';
import { logger } from '#libs/observability';
import type { InAppConfig } from './in-app.config.js';
import { Inbox } from './items/inbox.js';
import { InboxGateway } from './live/inbox.gateway.js';
import { InboxSessions } from './live/inbox-sessions.js';
import { InboxForTests } from './providers/inbox/inbox-for-tests.js';
import { InboxProvider } from './providers/inbox/inbox.provider.js';
import { SCHEMA, type Resources } from './resources.js';
import { InAppRpcController } from './rpc/in-app.rpc.controller.js';

/** A channel app whose provider is its own table, and the doors of that table: look-ups and WebSocket. */
@Module({})
export class InAppModule {
  static with(config: InAppConfig, resources: Resources, schema = SCHEMA): DynamicModule {
    const { inbox, vault, bell } = resources;
    const provider = new InboxProvider(inbox, vault, bell, () => resources.close());
    const testProvider = new InboxForTests();
    const sessions = new InboxSessions(bell, inbox, vault, config.USER_TOKEN_SECRET, logger('in-app'));
    return {
      module: InAppModule,
      imports: [deliveryModule({ channel: 'in_app', app: 'in-app', schema, provider, testProvider, config })],
      controllers: [InAppRpcController],
      providers: [
        { provide: Inbox, useFactory: () => inbox },
        { provide: InboxSessions, useFactory: () => sessions },
        InboxGateway,
      ],
    };
  }
}
