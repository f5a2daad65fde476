import type { z } from 'zod';
import {
  callEnv,
  kafkaEnv,
  peerList,
  postgresEnv,
  redisEnv,
  rpcEnv,
  serviceEnv,
  timeEnv,
  vaultEnv,
} from '#libs/config';

/** What every channel app reads from its environment, besides what its provider needs: `z.object({ ...deliveryEnv, … })`. */
export const deliveryEnv = {
  ...serviceEnv,
  ...rpcEnv,
  ...postgresEnv,
  ...redisEnv,
  ...kafkaEnv,
  ...timeEnv,
  ...vaultEnv,
  ...callEnv,
  PREFERENCES_RPC: peerList,
  STATUS_RPC: peerList,
};

export type DeliveryConfig = Readonly<z.infer<z.ZodObject<typeof deliveryEnv>>>;
