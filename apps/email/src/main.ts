import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { emailEnv } from './email.config.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { SendgridProvider } from './providers/sendgrid/sendgrid.provider.js';

const config = readConfig(emailEnv);
const sendgrid = (url: string, apiKey: string) =>
  new SendgridProvider({ url, apiKey, from: config.SENDGRID_FROM, timeoutMs: config.CALL_TIMEOUT_MS });
await startChannelApp({
  channel: 'email',
  app: 'email',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  provider: sendgrid(config.SENDGRID_URL, config.SENDGRID_API_KEY),
  testProvider: config.TEST_SENDGRID_URL ? sendgrid(config.TEST_SENDGRID_URL, config.TEST_SENDGRID_API_KEY) : undefined,
  config,
});
