import { startChannelApp } from '#libs/delivery';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { ownProvider } from './own-provider.js';
import { readSmsConfig } from './sms.config.js';

const read = readSmsConfig();
await startChannelApp({
  channel: 'sms',
  app: 'sms',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  ...ownProvider(read),
  config: read.config,
});
