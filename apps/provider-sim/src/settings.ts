import { z } from 'zod';
import { readConfig, serviceEnv } from '#libs/config';

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));

const schema = z.object({
  ...serviceEnv,
  TLS_PORT: serviceEnv.PORT,
  /** Without it there is no mail server. */
  SMTP_PORT: serviceEnv.PORT.optional(),
  /** Where the push app finds TLS_PORT; by default on this machine. */
  TLS_URL: url.optional(),
  DATA_DIR: z.string().min(1),
  /** The gateway's address as providers see it; callbacks go to PUBLIC_URL/callbacks/<provider>. */
  PUBLIC_URL: url,
  /** base64 of a PKCS #8 key (P-256); without it, one for this run. */
  SENDGRID_SIGNING_KEY: z.string().optional(),
  /** With a key, any other is refused. */
  SENDGRID_API_KEY: z.string().optional(),
  /** With a key's id, any other is refused. */
  SES_ACCESS_KEY_ID: z.string().optional(),
  /** With them, any others are refused. */
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1),
  /** With a secret, any other is refused. */
  VONAGE_API_SECRET: z.string().optional(),
  /** By which its receipts are signed. */
  VONAGE_SIGNATURE_SECRET: z.string().min(1).default('signature-secret'),
  /** With a token, any other is refused. */
  WHATSAPP_TOKEN: z.string().optional(),
  /** By which its webhooks are signed. */
  WHATSAPP_APP_SECRET: z.string().min(1).default('app-secret'),
  /** base64 of an SPKI key (P-256): tokens that name this key must be signed with it; others are taken at their word. */
  APNS_KEY_ID: z.string().optional(),
  APNS_PUBLIC_KEY: z.string().optional(),
  GATEWAY_URL: url,
  STATUS_URL: url,
  IN_APP_URL: url,
  /** For the page /try only. */
  API_KEY: z.string().optional(),
});

export type Settings = Readonly<z.infer<typeof schema>>;

export const readSettings = (env: NodeJS.ProcessEnv): Settings => readConfig(schema, env);
