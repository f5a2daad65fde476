import { z } from 'zod';
import { postgresEnv, readConfig, redisEnv, rpcEnv, serviceEnv, timeEnv, vaultEnv } from '#libs/config';

const schema = z.object({ ...serviceEnv, ...rpcEnv, ...postgresEnv, ...redisEnv, ...timeEnv, ...vaultEnv });

export type PreferencesConfig = Readonly<z.infer<typeof schema>>;

export const readPreferencesConfig = (): PreferencesConfig => readConfig(schema);
