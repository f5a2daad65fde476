import { readConfig } from '#libs/config';
import { startChannelApp } from '#libs/delivery';
import { RpcClient } from '#libs/rpc';
import { fcmForTests } from './fcm-for-tests.js';
import { forgetDevice } from './forget-device.js';
import { pushKinds } from './kinds.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { FcmProvider } from './providers/fcm/fcm.provider.js';
import { pushEnv } from './push.config.js';

const config = readConfig(pushEnv);
const onUnregistered = forgetDevice(new RpcClient({ addresses: config.PREFERENCES_RPC }));
const provider = new FcmProvider({
  url: config.FCM_URL,
  account: config.FCM_SERVICE_ACCOUNT,
  ca: config.FCM_CA,
  timeoutMs: config.CALL_TIMEOUT_MS,
  onUnregistered,
});
await startChannelApp({
  channel: 'push',
  app: 'push',
  schema: SCHEMA,
  migrations: MIGRATIONS,
  provider,
  testProvider: config.TEST_FCM_URL ? fcmForTests(config, config.TEST_FCM_URL) : undefined,
  kinds: pushKinds(config, onUnregistered),
  config,
});
