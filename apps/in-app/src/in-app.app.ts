import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KafkaLanes } from '#libs/messaging';
import { createApp, logger } from '#libs/observability';
import { RealtimeAdapter } from '#libs/realtime';
import { rpcServer } from '#libs/rpc';
import type { InAppConfig } from './in-app.config.js';
import { InAppModule } from './in-app.module.js';
import { InboxSessions } from './live/inbox-sessions.js';
import type { Resources } from './resources.js';

const log = logger('in-app');

/** The app with its three doors: Kafka, look-ups and WebSocket. Not listening yet. */
export async function createInAppApp(
  config: InAppConfig,
  resources: Resources,
  schema?: string,
): Promise<NestFastifyApplication> {
  const app = await createApp(InAppModule.with(config, resources, schema), config, { heap: 'modest' });
  app.connectMicroservice(rpcServer(config));
  app.connectMicroservice({ strategy: app.get(KafkaLanes) });
  const realtime = new RealtimeAdapter(app, {
    redisUrl: config.REDIS_URL,
    name: 'in-app',
    keyPrefix: config.TOPIC_PREFIX,
    corsOrigins: config.CORS_ORIGINS.split(',').filter(Boolean),
    onError: (error) => log.warn({ err: error }, 'redis'),
  });
  realtime.onReconnect(() => app.get(InboxSessions).reconnected());
  app.useWebSocketAdapter(realtime);
  return app;
}
