import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { chatEnv } from './chat.config.js';
import { chatKinds } from './kinds.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { ownAccounts, standIns } from './own-accounts.js';

const config = readConfig(chatEnv);
await startChannelApp({
  channel: 'chat',
  app: 'chat',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  accounts: ownAccounts(config),
  testProvider: standIns(config),
  kinds: chatKinds(config),
  config,
});
