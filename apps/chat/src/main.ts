import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { chatEnv } from './chat.config.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { ownProviders, standIns } from './own-providers.js';

const config = readConfig(chatEnv);
await startChannelApp({
  channel: 'chat',
  app: 'chat',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  provider: ownProviders(config),
  testProvider: standIns(config),
  config,
});
