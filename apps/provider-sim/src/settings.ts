import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.string().regex(/^https?:\/\/[^\s/]+/, 'must be an http(s) address');

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4003),
  TLS_PORT: port.default(4004),
  DATA_DIR: z.string().min(1).default('.carillon/provider-sim'),
  LOG_LEVEL: z.string().default('info'),
  /** The address at which providers reach the gateway; callbacks go to PUBLIC_URL/callbacks/<provider>. */
  PUBLIC_URL: url.default('http://127.0.0.1:4000'),
  SENDGRID_SIGNING_KEY: z.string().optional(),
  SENDGRID_API_KEY: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().default('twilio-token-of-the-simulator'),
  GATEWAY_URL: url.default('http://127.0.0.1:4000'),
  STATUS_URL: url.default('http://127.0.0.1:4001'),
  IN_APP_URL: url.default('http://127.0.0.1:4002'),
  API_KEY: z.string().optional(),
});

export type Settings = Readonly<z.infer<typeof schema>>;

/** Throws an error that names the bad keys and never their values. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const result = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (result.success) return Object.freeze(result.data);
  const keys = result.error.issues.map((issue) => `${issue.path.join('.')} (${issue.code})`);
  throw new Error(`The simulator's settings are not valid: ${keys.join(', ')}`);
}
