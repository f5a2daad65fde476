import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { apiAdapter, ProblemFilter } from '#libs/http';
import { createApp, logger, metrics } from '#libs/observability';
import { rpcServer } from '#libs/rpc';
import { Background } from './background.js';
import { bodyLimit, readsBytes, takesForms } from './bodies.js';
import { GatewayModule } from './gateway.module.js';
import type { BulkTaker } from './notifications/bulk-thread/bulk-taker.js';
import type { Resources } from './resources.js';

const CORS = {
  methods: ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'],
  exposedHeaders: ['location', 'retry-after', 'idempotency-replayed'],
  maxAge: 600,
};

/** The gateway with what runs beside it, all but listening. */
export async function createGateway(resources: Resources, bulkThread?: BulkTaker): Promise<NestFastifyApplication> {
  const { config } = resources;
  const background = new Background(resources);
  const adapter = apiAdapter({ bodyLimit, readsBytes, takesForms, observe, trustedProxies: config.TRUSTED_PROXIES });
  const app = await createApp(GatewayModule.with(resources, background, bulkThread), config, { adapter });
  app.useGlobalFilters(new ProblemFilter(logger('http')));
  app.enableCors({ origin: [...config.CORS_ORIGINS], ...CORS });
  app.connectMicroservice(rpcServer(config));
  await background.start();
  return app;
}

/** The route and not the address: an address has ids in it. */
const observe = (method: string, route: string, status: number, ms: number): void =>
  metrics.httpSeconds.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, ms / 1000);
