import { z } from 'zod';
import { oneOf } from '#libs/config';
import { MOST_SEGMENTS, PROVIDER_KINDS, senderText } from '#libs/contracts';
import { deliveryEnv } from '#libs/delivery';

/** `+15005550006,Acme:AT/DE`: one person always sees the same of them. */
const senderList = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .pipe(z.array(senderText).min(1));
const url = z.url({ protocol: /^https?$/ });
const secret = z.string().min(1);

const TWILIO = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'] as const;
const VONAGE = ['VONAGE_API_KEY', 'VONAGE_API_SECRET', 'VONAGE_FROM'] as const;

/** The deployment's own accounts: one, or both. */
export const smsEnv = z
  .object({
    ...deliveryEnv,
    TWILIO_URL: url.default('https://api.twilio.com'),
    TWILIO_ACCOUNT_SID: PROVIDER_KINDS.twilio.settings.shape.account_sid.optional(),
    TWILIO_AUTH_TOKEN: secret.optional(),
    TWILIO_FROM: senderList.optional(),
    VONAGE_URL: url.default('https://rest.nexmo.com'),
    VONAGE_API_KEY: PROVIDER_KINDS.vonage.settings.shape.api_key.optional(),
    VONAGE_API_SECRET: secret.optional(),
    VONAGE_FROM: senderList.optional(),
    /** Whose turn is first where there are both. */
    SMS_PROVIDER: z.enum(['twilio', 'vonage']).default('twilio'),
    /** What would take more is refused: each is paid for. */
    SMS_MAX_SEGMENTS: z.coerce.number().int().min(1).max(MOST_SEGMENTS).default(MOST_SEGMENTS),
    /** Typographic quotes and dashes are written plainly where that saves segments. */
    SMS_PLAIN_MARKS: z.stringbool().default(false),
    /** Segments a second of each number, for each instance; absent: no end. */
    SMS_PER_NUMBER_PER_SECOND: z.coerce.number().positive().optional(),
    /** A stand-in, for what is sent with test keys. Without it nothing of that is sent. It never sees our own token. */
    TEST_TWILIO_URL: url.optional(),
    TEST_TWILIO_AUTH_TOKEN: secret.default('test'),
    /** The gateway as providers reach it, for callbacks. */
    PUBLIC_URL: url,
  })
  .superRefine(oneOf(TWILIO, VONAGE));

export type SmsConfig = Readonly<z.infer<typeof smsEnv>>;
