import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { TwilioProvider } from './providers/twilio/twilio.provider.js';
import { smsEnv } from './sms.config.js';

const config = readConfig(smsEnv);
const provider = new TwilioProvider({
  url: config.TWILIO_URL,
  accountSid: config.TWILIO_ACCOUNT_SID,
  authToken: config.TWILIO_AUTH_TOKEN,
  from: config.TWILIO_FROM,
  publicUrl: config.PUBLIC_URL,
  timeoutMs: config.CALL_TIMEOUT_MS,
});
await startChannelApp({ channel: 'sms', app: 'sms', schema: SCHEMA, migrations: MIGRATIONS, provider, config });
