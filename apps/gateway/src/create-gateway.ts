import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { apiAdapter, ProblemFilter } from '#libs/http';
import { createApp, logger, metrics } from '#libs/observability';
import { rpcServer } from '#libs/rpc';
import { mustBeListed } from './access/operation-of.js';
import { Background } from './background.js';
import { auditAnswers } from './audit/call-of.js';
import { bodyLimit, readsBytes, takesForms, takesText } from './bodies.js';
import { GatewayModule } from './gateway.module.js';
import { storeTypesFile } from './notification-types/types-file/store-types-file.js';
import type { BulkTaker } from './notifications/bulk-thread/bulk-taker.js';
import type { Resources } from './resources.js';

const CORS = {
  methods: ['GET', 'PUT', 'PATCH', 'POST', 'DELETE'],
  exposedHeaders: ['location', 'retry-after', 'idempotency-replayed', 'ratelimit', 'ratelimit-policy'],
  maxAge: 600,
};

/** The gateway with what runs beside it, all but listening. */
export async function createGateway(resources: Resources, bulkThread?: BulkTaker): Promise<NestFastifyApplication> {
  const { config } = resources;
  const background = new Background(resources);
  const trustedProxies = config.TRUSTED_PROXIES;
  const adapter = apiAdapter({ bodyLimit, readsBytes, takesForms, takesText, observe, trustedProxies });
  auditAnswers(adapter.getInstance<FastifyInstance>(), background.audit);
  const app = await createApp(GatewayModule.with(resources, background, bulkThread), config, {
    adapter,
    heap: 'roomy',
  });
  app.getHttpAdapter().getInstance().addHook('onRoute', mustBeListed);
  app.useGlobalFilters(new ProblemFilter(logger('http')));
  app.enableCors({ origin: [...config.CORS_ORIGINS], ...CORS });
  app.connectMicroservice(rpcServer(config));
  await storeTypesFile(resources.reading, resources.outbox, config);
  await background.start();
  return app;
}

/** The route and not the address: an address has ids in it. */
const observe = (method: string, route: string, status: number, ms: number): void =>
  metrics.httpSeconds.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, ms / 1000);
