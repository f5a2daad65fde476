import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { RpcClient } from '#libs/rpc';
import { ByPlatform } from './by-platform.js';
import { providersForTests } from './for-tests/providers-for-tests.js';
import { forgetDevice } from './forget-device.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { ownProviders } from './own-providers.js';
import { pushEnv } from './push.config.js';

const config = readConfig(pushEnv);
const preferences = new RpcClient({ addresses: config.PREFERENCES_RPC });
await startChannelApp({
  channel: 'push',
  app: 'push',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  provider: new ByPlatform(ownProviders(config, forgetDevice(preferences))),
  testProvider: providersForTests(config),
  config,
});
