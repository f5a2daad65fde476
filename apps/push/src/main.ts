import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { RpcClient } from '#libs/rpc';
import { providersForTests } from './for-tests/providers-for-tests.js';
import { forgetDevice } from './forget-device.js';
import { pushKinds } from './kinds.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { ownAccounts } from './own-accounts.js';
import { pushEnv } from './push.config.js';

const config = readConfig(pushEnv);
const onUnregistered = forgetDevice(new RpcClient({ addresses: config.PREFERENCES_RPC }));
await startChannelApp({
  channel: 'push',
  app: 'push',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  accounts: ownAccounts(config, onUnregistered),
  testProvider: providersForTests(config),
  kinds: pushKinds(config, onUnregistered),
  config,
});
