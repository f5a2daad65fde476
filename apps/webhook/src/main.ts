import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { WebhookProvider } from './providers/webhook/webhook.provider.js';
import { webhookEnv } from './webhook.config.js';

const config = readConfig(webhookEnv);
const provider = new WebhookProvider({ timeoutMs: config.CALL_TIMEOUT_MS, allow: config.WEBHOOK_ALLOW });
await startChannelApp({ channel: 'webhook', app: 'webhook', schema: SCHEMA, migrations: MIGRATIONS, provider, config });
