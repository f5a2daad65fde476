import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { emailEnv } from './email.config.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { SendgridProvider } from './providers/sendgrid/sendgrid.provider.js';

const config = readConfig(emailEnv);
const provider = new SendgridProvider({
  url: config.SENDGRID_URL,
  apiKey: config.SENDGRID_API_KEY,
  from: config.SENDGRID_FROM,
  timeoutMs: config.CALL_TIMEOUT_MS,
});
await startChannelApp({ channel: 'email', app: 'email', schema: SCHEMA, migrations: MIGRATIONS, provider, config });
