import { z } from 'zod';
import { pemFile } from '#libs/config';
import { deliveryEnv } from '#libs/delivery';
import { serviceAccount } from './providers/fcm/service-account.js';

export const pushEnv = z.object({
  ...deliveryEnv,
  FCM_URL: z.url({ protocol: /^https$/ }).default('https://fcm.googleapis.com'),
  /** The JSON that Google gives out for a service account, on one line. */
  FCM_SERVICE_ACCOUNT: z.string().transform((text, context) => {
    const account = serviceAccount.safeParse(jsonOf(text));
    if (account.success) return account.data;
    context.addIssue({ code: 'custom', message: 'must be the JSON of a service account' });
    return z.NEVER;
  }),
  /** A PEM file, where FCM_URL is not Google's. */
  FCM_CA: pemFile.optional(),
  /** A stand-in, for what is sent with test keys. Without it nothing of that is sent. */
  TEST_FCM_URL: z.url({ protocol: /^https$/ }).optional(),
  TEST_FCM_CA: pemFile.optional(),
});

export type PushConfig = Readonly<z.infer<typeof pushEnv>>;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
