import { z } from 'zod';
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
  /** Staging: where everything goes in place of its recipients; `none`: nowhere. */
  REDIRECT_ALL_TO: z.string().min(1).optional(),
  /** How many of what a pause held leave in a second when it ends. */
  RESUME_PER_SECOND: z.coerce.number().int().min(1).optional(),
  /** Days that dead letters are kept once they are closed; 30. Open ones stay. */
  DEAD_LETTER_DAYS: z.coerce.number().int().min(1).max(3_650).optional(),
};

export type DeliveryConfig = Readonly<z.infer<z.ZodObject<typeof deliveryEnv>>>;
