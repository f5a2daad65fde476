import type { Provider } from '#libs/delivery';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { EndpointBook } from './endpoint-book.js';
import { EndpointGates } from './endpoint-gates.js';
import { GuardedWebhooks } from './guarded-webhooks.js';

interface Config {
  readonly DATABASE_URL: string;
  readonly TIME_FACTOR: number;
}

const log = logger('endpoints');

/** The health of endpoints has a connection of its own: no lane waits for it. It ends with the provider. */
export function guardedWebhooks(webhooks: Provider, { DATABASE_URL, TIME_FACTOR: timeFactor }: Config, schema: string) {
  const onError = (err: Error): void => log.warn({ err }, 'a connection was lost');
  const db = Database.connect(DATABASE_URL, { schema, name: 'webhook-endpoints', max: 1, onError });
  const endpoints = new EndpointBook({ db, log, timeFactor });
  endpoints.start();
  const gates = new EndpointGates({ now: Date.now, random: Math.random, factor: Math.min(1, timeFactor) });
  const provider = new GuardedWebhooks(webhooks, endpoints, gates, async () => {
    await endpoints.stop();
    await db.close();
  });
  return { provider, endpoints };
}
