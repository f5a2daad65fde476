import { z } from 'zod';
import { deliveryEnv } from '#libs/delivery';

export const smsEnv = z.object({
  ...deliveryEnv,
  TWILIO_URL: z.url({ protocol: /^https?$/ }).default('https://api.twilio.com'),
  TWILIO_ACCOUNT_SID: z.string().regex(/^AC[0-9a-zA-Z]+$/, 'must begin with AC'),
  TWILIO_AUTH_TOKEN: z.string().min(1),
  /** A number in E.164, or the id of a messaging service (`MG…`). */
  TWILIO_FROM: z.string().min(3),
  /** A stand-in, for what is sent with test keys. Without it nothing of that is sent. It never sees our own token. */
  TEST_TWILIO_URL: z.url({ protocol: /^https?$/ }).optional(),
  TEST_TWILIO_AUTH_TOKEN: z.string().min(1).default('test'),
  /** The gateway as Twilio reaches it, for callbacks. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
});

export type SmsConfig = Readonly<z.infer<typeof smsEnv>>;
