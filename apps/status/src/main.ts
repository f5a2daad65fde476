import { createApp, logger, startApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { RealtimeAdapter } from '#libs/realtime';
import { rpcServer } from '#libs/rpc';
import { LiveSessions } from './live/live-sessions.js';
import { migrations } from './migrations/index.js';
import { Resources, SCHEMA } from './resources.js';
import { statusConfig } from './status.config.js';
import { StatusModule } from './status.module.js';

const log = logger('status');
const config = statusConfig();
await migrate(config.DATABASE_URL, SCHEMA, migrations);
const resources = new Resources(config);
await resources.start();

const app = await createApp(StatusModule.with(config, resources), config);
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
await startApp(app, config);
