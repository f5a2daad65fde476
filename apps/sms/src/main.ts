import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { smsKinds } from './kinds.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { ownAccounts, standIn } from './own-accounts.js';
import { smsEnv } from './sms.config.js';

const config = readConfig(smsEnv);
await startChannelApp({
  channel: 'sms',
  app: 'sms',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  accounts: ownAccounts(config),
  testProvider: standIn(config),
  kinds: smsKinds(config),
  config,
});
