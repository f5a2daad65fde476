import { z } from 'zod';
import { deliveryEnv } from '#libs/delivery';

export const emailEnv = z.object({
  ...deliveryEnv,
  SENDGRID_URL: z.url({ protocol: /^https?$/ }).default('https://api.sendgrid.com'),
  SENDGRID_API_KEY: z.string().min(1),
  /** `Name <address>` or the bare address. */
  SENDGRID_FROM: z.string().includes('@'),
  /** A stand-in, for what is sent with test keys. Without it nothing of that is sent. It never sees our own key. */
  TEST_SENDGRID_URL: z.url({ protocol: /^https?$/ }).optional(),
  TEST_SENDGRID_API_KEY: z.string().min(1).default('SG.test'),
});
