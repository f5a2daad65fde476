import { readConfig } from '#libs/config';
import { inOrder, startChannelApp } from '#libs/delivery';
import { UnsubscribeTokens } from '#libs/unsubscribe';
import { LocalKeys, Vault } from '#libs/vault';
import { emailEnv } from './email.config.js';
import { emailKinds } from './kinds.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { AttachedFiles } from './mail/attachments/attached-files.js';
import type { MailOptions } from './mail/mailroom.js';
import { ownProviders } from './own-providers.js';
import { SendgridProvider } from './providers/sendgrid/sendgrid.provider.js';
import { UnsubscribeLinks } from './unsubscribe/unsubscribe-links.js';

const config = readConfig(emailEnv);
const { CALL_TIMEOUT_MS: timeoutMs, TEST_SENDGRID_URL: testUrl } = config;
const from = config.SENDGRID_FROM ?? config.SES_FROM ?? config.SMTP_FROM ?? 'test@example.com';
const tokens = new UnsubscribeTokens(new Vault(new LocalKeys(config.MASTER_KEYS)));
const links = new UnsubscribeLinks(tokens, config.PUBLIC_URL, config.UNSUBSCRIBE_DAYS);
const mail: MailOptions = {
  headersOf: (call) => links.headersOf(call),
  files: new AttachedFiles({ allow: config.EMAIL_ALLOW }),
};
const apiKey = config.TEST_SENDGRID_API_KEY;
await startChannelApp({
  channel: 'email',
  app: 'email',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  heap: 'roomy',
  accounts: inOrder(ownProviders(config, mail)),
  testProvider:
    testUrl === undefined ? undefined : new SendgridProvider({ ...mail, url: testUrl, apiKey, from, timeoutMs }),
  kinds: emailKinds(config, mail),
  config,
});
