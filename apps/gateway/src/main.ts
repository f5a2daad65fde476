import { apiAdapter, ProblemFilter } from '#libs/http';
import { createApp, logger, startApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { rpcServer } from '#libs/rpc';
import { Background } from './background.js';
import { bodyLimit, isCallback } from './body-limits.js';
import { readGatewayConfig } from './gateway.config.js';
import { GatewayModule } from './gateway.module.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { Resources } from './resources.js';

const config = readGatewayConfig();
await migrate(config.DATABASE_URL, SCHEMA, MIGRATIONS);
const resources = new Resources(config);
const background = new Background(resources);
const app = await createApp(GatewayModule.with(resources, background), config, {
  adapter: apiAdapter({ bodyLimit, rawBody: isCallback }),
});
app.useGlobalFilters(new ProblemFilter(logger('http')));
app.enableCors({
  origin: [...config.CORS_ORIGINS],
  methods: ['GET', 'PUT', 'POST', 'DELETE'],
  exposedHeaders: ['location', 'retry-after', 'idempotency-replayed'],
  maxAge: 600,
});
app.connectMicroservice(rpcServer(config));
await background.start();
await startApp(app, config);
