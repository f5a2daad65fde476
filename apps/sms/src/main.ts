import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { smsKinds } from './kinds.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { TwilioProvider } from './providers/twilio/twilio.provider.js';
import { smsEnv } from './sms.config.js';

const config = readConfig(smsEnv);
const twilio = (url: string, authToken: string) =>
  new TwilioProvider({
    url,
    accountSid: config.TWILIO_ACCOUNT_SID,
    authToken,
    from: config.TWILIO_FROM,
    publicUrl: config.PUBLIC_URL,
    timeoutMs: config.CALL_TIMEOUT_MS,
  });
await startChannelApp({
  channel: 'sms',
  app: 'sms',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  provider: twilio(config.TWILIO_URL, config.TWILIO_AUTH_TOKEN),
  testProvider: config.TEST_TWILIO_URL ? twilio(config.TEST_TWILIO_URL, config.TEST_TWILIO_AUTH_TOKEN) : undefined,
  kinds: smsKinds(config),
  config,
});
