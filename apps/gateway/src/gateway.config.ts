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
  timeEnv,
  vaultEnv,
} from '#libs/config';

const origins = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
  );

const schema = z.object({
  ...serviceEnv,
  ...rpcEnv,
  ...postgresEnv,
  ...redisEnv,
  ...kafkaEnv,
  ...timeEnv,
  ...vaultEnv,
  ...proxiesEnv,
  STATUS_RPC: peerList,
  PREFERENCES_RPC: peerList,
  IN_APP_RPC: peerList,
  /** HS256 of end users' tokens; shared with apps/in-app. */
  USER_TOKEN_SECRET: z.string().min(32),
  CORS_ORIGINS: origins,
  /** Our address as the providers see it: part of what Twilio signs. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** Without it, callbacks of that provider are refused. */
  SENDGRID_WEBHOOK_KEY: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
});

export type GatewayConfig = Readonly<z.infer<typeof schema>>;

export const readGatewayConfig = (): GatewayConfig => readConfig(schema);
