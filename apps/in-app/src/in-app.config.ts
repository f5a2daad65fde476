import { z } from 'zod';
import { peerList, proxiesEnv, readConfig } from '#libs/config';
import { deliveryEnv } from '#libs/delivery';

const schema = z.object({
  ...deliveryEnv,
  ...proxiesEnv,
  GATEWAY_RPC: peerList,
  USER_TOKEN_SECRET: z.string().min(16),
  /** Origins of browsers that may connect; `*` for any. */
  CORS_ORIGINS: z.string().default(''),
  /** Days that read items are kept. */
  RETENTION_DAYS: z.coerce.number().int().min(1).default(90),
});

export type InAppConfig = Readonly<z.infer<typeof schema>>;
export const inAppConfig = (): InAppConfig => readConfig(schema);
