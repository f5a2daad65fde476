import { z } from 'zod';
import { addressList, oneOf, pemFile } from '#libs/config';
import { deliveryEnv } from '#libs/delivery';
import { apnsKey } from './providers/apns/apns.settings.js';
import { serviceAccount } from './providers/fcm/service-account.js';
import { vapidKey, vapidSubject } from './providers/webpush/webpush.settings.js';

const secureUrl = z.url({ protocol: /^https$/ });

const fcmEnv = {
  FCM_URL: secureUrl.default('https://fcm.googleapis.com'),
  /** The JSON that Google gives out for a service account, on one line. Without it nothing is reached through Firebase. */
  FCM_SERVICE_ACCOUNT: z
    .string()
    .transform((text, context) => {
      const account = serviceAccount.safeParse(jsonOf(text));
      if (account.success) return account.data;
      context.addIssue({ code: 'custom', message: 'must be the JSON of a service account' });
      return z.NEVER;
    })
    .optional(),
  /** A PEM file, where FCM_URL is not Google's. */
  FCM_CA: pemFile.optional(),
};

/** All of them or none: without them iOS is reached through FCM alone, if at all. */
const APNS_NAMES = ['APNS_KEY', 'APNS_KEY_ID', 'APNS_TEAM_ID', 'APNS_TOPIC'] as const;
const apnsEnv = {
  APNS_URL: secureUrl.default('https://api.push.apple.com'),
  /** The .p8 file's text; line breaks may be written as \n. */
  APNS_KEY: apnsKey.optional(),
  APNS_KEY_ID: z.string().optional(),
  APNS_TEAM_ID: z.string().optional(),
  /** The app's bundle id. */
  APNS_TOPIC: z.string().optional(),
  APNS_CA: pemFile.optional(),
};

/** Both or none: without them no browser is reached by Web Push. */
const VAPID_NAMES = ['VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'] as const;
const webPushEnv = {
  VAPID_PRIVATE_KEY: vapidKey.optional(),
  VAPID_SUBJECT: vapidSubject.optional(),
  /** Development only: `host:port` places that need not lie in the public internet, and the PEM file of their authority. */
  WEBPUSH_ALLOW: addressList.default([]),
  WEBPUSH_CA: pemFile.optional(),
};

/** Stand-ins, for what is sent with test keys. Where one is missing nothing of that is sent. */
const testEnv = {
  TEST_FCM_URL: secureUrl.optional(),
  TEST_FCM_CA: pemFile.optional(),
  TEST_APNS_URL: secureUrl.optional(),
  TEST_APNS_CA: pemFile.optional(),
  TEST_WEBPUSH_URL: secureUrl.optional(),
  TEST_WEBPUSH_CA: pemFile.optional(),
};

export const pushEnv = z
  .object({ ...deliveryEnv, ...fcmEnv, ...apnsEnv, ...webPushEnv, ...testEnv })
  .superRefine(oneOf(['FCM_SERVICE_ACCOUNT'], APNS_NAMES, VAPID_NAMES));

export type PushConfig = Readonly<z.infer<typeof pushEnv>>;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
