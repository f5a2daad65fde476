import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, logger } from '#libs/observability';
import { RealtimeAdapter } from '#libs/realtime';
import { rpcServer } from '#libs/rpc';
import { LiveSessions } from './live/live-sessions.js';
import type { Resources } from './resources.js';
import type { StatusConfig } from './status.config.js';
import { StatusModule } from './status.module.js';

const log = logger('status');

/** The app with its three doors: Kafka, look-ups and WebSocket. Not listening yet. */
export async function createStatusApp(config: StatusConfig, resources: Resources): Promise<NestFastifyApplication> {
  const app = await createApp(StatusModule.with(config, resources), config, { heap: 'roomy' });
  app.connectMicroservice(rpcServer(config));
  app.connectMicroservice({ strategy: resources.lanes });
  const realtime = new RealtimeAdapter(app, {
    redisUrl: config.REDIS_URL,
    name: 'status',
    keyPrefix: config.TOPIC_PREFIX,
    corsOrigins: config.CORS_ORIGINS.split(',').filter(Boolean),
    onError: (error) => log.warn({ err: error }, 'redis'),
  });
  realtime.onReconnect(() => app.get(LiveSessions).reconnected());
  app.useWebSocketAdapter(realtime);
  return app;
}
