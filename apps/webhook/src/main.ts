import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { WebhookProvider } from './providers/webhook/webhook.provider.js';
import { WebhooksForTests } from './providers/webhook/webhooks-for-tests.js';
import { webhookEnv } from './webhook.config.js';

const config = readConfig(webhookEnv);
const { CALL_TIMEOUT_MS: timeoutMs, WEBHOOK_ALLOW: allow, TEST_WEBHOOK_URL: testUrl } = config;
await startChannelApp({
  channel: 'webhook',
  app: 'webhook',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  provider: new WebhookProvider({ timeoutMs, allow }),
  testProvider: testUrl === undefined ? undefined : new WebhooksForTests(testUrl, timeoutMs),
  config,
});
