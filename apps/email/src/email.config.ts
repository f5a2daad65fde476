import { z } from 'zod';
import { addressList, oneOf, pemFile } from '#libs/config';
import { sesSettings, smtpSettings } from '#libs/contracts';
import { deliveryEnv } from '#libs/delivery';

const { region, access_key_id, secret_access_key, configuration_set } = sesSettings.shape;
const { host, tls, user, password } = smtpSettings.shape;

const from = z.string().includes('@');

/** What each of the deployment's own needs beside its sender: those are there that have it. */
const CREDENTIALS = [
  ['SENDGRID_API_KEY'],
  ['SES_ACCESS_KEY_ID', 'SES_SECRET_ACCESS_KEY'],
  ['SMTP_HOST', 'SMTP_USER', 'SMTP_PASSWORD'],
] as const;
const SENDERS = { SENDGRID_API_KEY: 'SENDGRID_FROM', SES_ACCESS_KEY_ID: 'SES_FROM', SMTP_HOST: 'SMTP_FROM' } as const;

const fields = z.object({
  ...deliveryEnv,
  SENDGRID_URL: z.url({ protocol: /^https?$/ }).default('https://api.sendgrid.com'),
  SENDGRID_API_KEY: z.string().min(1).optional(),
  /** `Name <address>` or the bare address. Of all that have none of their own. */
  SENDGRID_FROM: from.optional(),
  /** By default the region's own. */
  SES_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Of those that are there SendGrid comes first, SES behind it. */
  SES_ACCESS_KEY_ID: access_key_id.optional(),
  SES_SECRET_ACCESS_KEY: secret_access_key.optional(),
  SES_REGION: region.default('us-east-1'),
  SES_CONFIGURATION_SET: configuration_set,
  /** By default that of SendGrid. */
  SES_FROM: from.optional(),
  /** A mail server behind both. It is ours, and may lie anywhere. */
  SMTP_HOST: host.optional(),
  SMTP_PORT: z.coerce.number().int().min(1).max(65_535).default(587),
  SMTP_TLS: tls.default('starttls'),
  SMTP_USER: user.optional(),
  SMTP_PASSWORD: password.optional(),
  SMTP_FROM: from.optional(),
  /** At most, for critical mails and as many for the others. */
  SMTP_CONNECTIONS: z.coerce.number().int().min(1).max(1_000).default(10),
  /** A PEM file, for servers whose certificate no public authority vouches for. */
  SMTP_CA: pemFile.optional(),
  /** Development only: `host:port` of mail servers and files of tenants that need not lie in the public internet. */
  EMAIL_ALLOW: addressList.default([]),
  /** The gateway as recipients reach it, for the links by which they unsubscribe. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** How long such a link is good: mail is read late, and CAN-SPAM asks for 30 days. */
  UNSUBSCRIBE_DAYS: z.coerce.number().int().min(30).max(3_650).default(90),
  /** A stand-in, for what is sent with test keys. Without it nothing of that is sent. It never sees our own key. */
  TEST_SENDGRID_URL: z.url({ protocol: /^https?$/ }).optional(),
  TEST_SENDGRID_API_KEY: z.string().min(1).default('SG.test'),
});

export const emailEnv = fields.superRefine(oneOf(...CREDENTIALS)).superRefine((env, context) => {
  if (env.SENDGRID_FROM !== undefined) return;
  for (const [begun, sender] of Object.entries(SENDERS) as [keyof typeof SENDERS, keyof typeof env][]) {
    const lacks = env[begun] !== undefined && env[sender] === undefined;
    if (lacks) context.addIssue({ code: 'custom', path: [sender], message: 'is missing, as is SENDGRID_FROM' });
  }
});

export type EmailConfig = Readonly<z.infer<typeof emailEnv>>;
