import { z } from 'zod';
import { peerList, postgresEnv, readConfig, redisEnv, rpcEnv, serviceEnv, timeEnv, vaultEnv } from '#libs/config';

const schema = z.object({
  ...serviceEnv,
  ...rpcEnv,
  ...postgresEnv,
  ...redisEnv,
  ...timeEnv,
  ...vaultEnv,
  GATEWAY_RPC: peerList,
});

export type PreferencesConfig = Readonly<z.infer<typeof schema>>;

export const readPreferencesConfig = (): PreferencesConfig => readConfig(schema);
