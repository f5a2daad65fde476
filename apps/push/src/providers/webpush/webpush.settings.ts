import { z } from 'zod';
import { vapidPrivateKey } from '../../signing/vapid-key.js';

const NO_KEY = 'must be a VAPID private key: 32 bytes in base64url';

/** Read once, so that what is wrong with it is told where it is set. */
export const vapidKey = z.string().transform((text, context) => {
  const key = vapidPrivateKey(text);
  if (!key) context.addIssue({ code: 'custom', message: NO_KEY });
  return key ?? z.NEVER;
});

export const vapidSubject = z
  .string()
  .max(255)
  .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'must be a mailto: or https: address');

/** What an account says. */
export const webPushSettings = z.strictObject({
  private_key: z
    .string()
    .refine((text) => vapidPrivateKey(text) !== undefined, NO_KEY)
    .meta({ secret: true, description: 'The VAPID private key whose public half the page subscribes with' }),
  subject: vapidSubject.meta({
    description: 'Where a push service can reach whoever sends',
    example: 'mailto:ops@example.com',
  }),
});

export type WebPushSettings = z.infer<typeof webPushSettings>;
