import { z } from 'zod';
import {
  kafkaEnv,
  peerList,
  postgresEnv,
  proxiesEnv,
  readConfig,
  redisEnv,
  rpcEnv,
  serviceEnv,
  vaultEnv,
} from '#libs/config';

const schema = z.object({
  ...serviceEnv,
  ...rpcEnv,
  ...postgresEnv,
  ...redisEnv,
  ...kafkaEnv,
  ...vaultEnv,
  ...proxiesEnv,
  GATEWAY_RPC: peerList,
  USER_TOKEN_SECRET: z.string().min(16),
  /** Origins of browsers that may watch; `*` for any. */
  CORS_ORIGINS: z.string().default(''),
  /** Days that deliveries and their history are kept. */
  RETENTION_DAYS: z.coerce.number().int().min(1).default(90),
});

export type StatusConfig = Readonly<z.infer<typeof schema>>;
export const statusConfig = (): StatusConfig => readConfig(schema);
