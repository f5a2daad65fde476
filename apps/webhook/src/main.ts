import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { guardedWebhooks } from './endpoints/guarded-webhooks.factory.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { WebhookProvider } from './providers/webhook/webhook.provider.js';
import { WebhooksForTests } from './providers/webhook/webhooks-for-tests.js';
import { CallsOnTwoThreads, SecondThread } from './second-thread/second-thread.js';
import { freshlySigned } from './secrets/freshly-signed.factory.js';
import { webhookEnv } from './webhook.config.js';

/** Calls under way on the app's own thread. */
const MOST_HERE = 32;

const config = readConfig(webhookEnv);
const { CALL_TIMEOUT_MS: timeoutMs, WEBHOOK_ALLOW: allow, TEST_WEBHOOK_URL: testUrl } = config;
const options = { timeoutMs, allow };
const webhooks = new CallsOnTwoThreads(new WebhookProvider(options), MOST_HERE, () => new SecondThread(options));
await startChannelApp({
  channel: 'webhook',
  app: 'webhook',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  heap: 'roomy',
  ...guardedWebhooks(freshlySigned(webhooks, config), config, SCHEMA),
  testProvider: testUrl === undefined ? undefined : new WebhooksForTests(testUrl, timeoutMs),
  config,
});
