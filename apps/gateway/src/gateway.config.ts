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
import { tokenIssuers } from './access/issuers/issuer-settings.js';
import { limitsEnv } from './limits/limits.env.js';

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );

const settings = z.object({
  ...serviceEnv,
  ...rpcEnv,
  ...postgresEnv,
  ...redisEnv,
  ...kafkaEnv,
  ...timeEnv,
  ...vaultEnv,
  ...limitsEnv,
  ...proxiesEnv,
  STATUS_RPC: peerList,
  PREFERENCES_RPC: peerList,
  IN_APP_RPC: peerList,
  EMAIL_RPC: peerList,
  SMS_RPC: peerList,
  PUSH_RPC: peerList,
  WEBHOOK_RPC: peerList,
  CHAT_RPC: peerList,
  /** HS256 of end users' tokens; shared with apps/in-app. */
  USER_TOKEN_SECRET: z.string().min(32),
  /** HS256 of the access tokens of /oauth/token; the gateway's alone. */
  ACCESS_TOKEN_SECRET: z.string().min(32),
  /** Whose tokens are taken beside our own. */
  TOKEN_ISSUERS: tokenIssuers,
  CORS_ORIGINS: list,
  /** Our address as the providers see it: part of what Twilio signs. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** Without it, callbacks of that provider are refused. */
  SENDGRID_WEBHOOK_KEY: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  VONAGE_SIGNATURE_SECRET: z.string().optional(),
  WHATSAPP_APP_SECRET: z.string().optional(),
  WHATSAPP_VERIFY_TOKEN: z.string().optional(),
  /** SES tells by way of these topics of SNS. */
  SES_TOPIC_ARNS: list,
  /** Notification types that a file manages; read at the start. */
  TYPES_FILE: z.string().optional(),
  /** Whose types they are where the file names no tenant. */
  SEED_TENANT: z.string().optional(),
});

const schema = settings.refine((all) => all.ACCESS_TOKEN_SECRET !== all.USER_TOKEN_SECRET, {
  path: ['ACCESS_TOKEN_SECRET'],
  error: 'must not be USER_TOKEN_SECRET, which other apps know',
});

export type GatewayConfig = Readonly<z.infer<typeof schema>>;

export const readGatewayConfig = (): GatewayConfig => readConfig(schema);
