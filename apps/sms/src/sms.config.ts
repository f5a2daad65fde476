import { z } from 'zod';
import { readConfig } from '#libs/config';
import { MOST_SEGMENTS, senderText, twilioSettings } from '#libs/contracts';
import { deliveryEnv } from '#libs/delivery';

/** `+15005550006,Acme:AT/DE`: one person always sees the same of them. */
const senderList = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(senderText).min(1));
const url = z.url({ protocol: /^https?$/ });
const twilioEnv = {
  TWILIO_URL: url.default('https://api.twilio.com'),
  TWILIO_ACCOUNT_SID: twilioSettings.shape.account_sid,
  TWILIO_AUTH_TOKEN: z.string().min(1),
  TWILIO_FROM: senderList,
  /** A stand-in, for what is sent with test keys. Without it nothing of that is sent. It never sees our own token. */
  TEST_TWILIO_URL: url.optional(),
  TEST_TWILIO_AUTH_TOKEN: z.string().min(1).default('test'),
};

const vonageEnv = {
  VONAGE_URL: url.default('https://rest.nexmo.com'),
  VONAGE_API_KEY: z.string().min(1),
  VONAGE_API_SECRET: z.string().min(1),
  VONAGE_FROM: senderList,
  /** As for Twilio. */
  TEST_VONAGE_URL: url.optional(),
  TEST_VONAGE_API_SECRET: z.string().min(1).default('test'),
};

const shared = {
  ...deliveryEnv,
  /** What would take more is refused: each is paid for. */
  SMS_MAX_SEGMENTS: z.coerce.number().int().min(1).max(MOST_SEGMENTS).default(MOST_SEGMENTS),
  /** Typographic quotes and dashes are written plainly where that saves segments. */
  SMS_PLAIN_MARKS: z.stringbool().default(false),
  /** Segments a second of each number, for each instance; absent: no end. */
  SMS_PER_NUMBER_PER_SECOND: z.coerce.number().positive().optional(),
  /** The gateway as providers reach it, for callbacks. */
  PUBLIC_URL: url,
};

const choice = z.object({ SMS_PROVIDER: z.enum(['twilio', 'vonage']).default('twilio') });
const withTwilio = z.object({ ...shared, ...twilioEnv });
const withVonage = z.object({ ...shared, ...vonageEnv });

/** The deployment's own account is with one of them; of the other nothing need be said. */
export function readSmsConfig() {
  return readConfig(choice).SMS_PROVIDER === 'twilio'
    ? { own: 'twilio' as const, config: readConfig(withTwilio) }
    : { own: 'vonage' as const, config: readConfig(withVonage) };
}
