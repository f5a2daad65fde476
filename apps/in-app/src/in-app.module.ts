import { Module, type DynamicModule } from '@nestjs/common';
import { deliveryModule } from '#libs/delivery';
import { AddressList } from '#libs/network';
import { logger } from '#libs/observability';
import { RefusedConnections } from '#libs/realtime';
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
    const { inbox, vault, bell, gateway } = resources;
    const log = logger('in-app');
    const provider = new InboxProvider(inbox, vault, bell, () => resources.close());
    const testProvider = new InboxForTests();
    const proxies = new AddressList(config.TRUSTED_PROXIES);
    const refused = new RefusedConnections('inbox.connect', gateway, log);
    const sessions = new InboxSessions(bell, inbox, vault, config.USER_TOKEN_SECRET, proxies, refused, log);
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
