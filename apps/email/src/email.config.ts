import { z } from 'zod';
import { deliveryEnv } from '#libs/delivery';

export const emailEnv = z.object({
  ...deliveryEnv,
  SENDGRID_URL: z.url({ protocol: /^https?$/ }).default('https://api.sendgrid.com'),
  SENDGRID_API_KEY: z.string().min(1),
  /** `Name <address>` or the bare address. */
  SENDGRID_FROM: z.string().includes('@'),
  /** The gateway as recipients reach it, for the links by which they unsubscribe. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** How long such a link is good: mail is read late, and CAN-SPAM asks for 30 days. */
  UNSUBSCRIBE_DAYS: z.coerce.number().int().min(30).max(3_650).default(90),
  /** A stand-in, for what is sent with test keys. Without it nothing of that is sent. It never sees our own key. */
  TEST_SENDGRID_URL: z.url({ protocol: /^https?$/ }).optional(),
  TEST_SENDGRID_API_KEY: z.string().min(1).default('SG.test'),
});

export type EmailConfig = Readonly<z.infer<typeof emailEnv>>;
