import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { UnsubscribeTokens } from '#libs/unsubscribe';
import { LocalKeys, Vault } from '#libs/vault';
import { emailEnv } from './email.config.js';
import { emailKinds } from './kinds.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import type { HeadersOf } from './providers/sendgrid/sendgrid.message.js';
import { SendgridProvider } from './providers/sendgrid/sendgrid.provider.js';
import { UnsubscribeLinks } from './unsubscribe/unsubscribe-links.js';

const config = readConfig(emailEnv);
const tokens = new UnsubscribeTokens(new Vault(new LocalKeys(config.MASTER_KEYS)));
const links = new UnsubscribeLinks(tokens, config.PUBLIC_URL, config.UNSUBSCRIBE_DAYS);
const headersOf: HeadersOf = (call) => links.headersOf(call);
const sendgrid = (url: string, apiKey: string) =>
  new SendgridProvider({
    url,
    apiKey,
    from: config.SENDGRID_FROM,
    timeoutMs: config.CALL_TIMEOUT_MS,
    headersOf,
  });
await startChannelApp({
  channel: 'email',
  app: 'email',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  provider: sendgrid(config.SENDGRID_URL, config.SENDGRID_API_KEY),
  testProvider: config.TEST_SENDGRID_URL ? sendgrid(config.TEST_SENDGRID_URL, config.TEST_SENDGRID_API_KEY) : undefined,
  kinds: emailKinds(config, headersOf),
  config,
});
