import { z } from 'zod';
import { PROVIDER_KINDS } from '#libs/contracts';
import { vapidPrivateKey } from '../../signing/vapid-key.js';

const NO_KEY = 'must be a VAPID private key: 32 bytes in base64url';

/** Of the deployment: read once, so that what is wrong with it is told where it is set. */
export const vapidKey = z.string().transform((text, context) => {
  const key = vapidPrivateKey(text);
  if (!key) context.addIssue({ code: 'custom', message: NO_KEY });
  return key ?? z.NEVER;
});

export const { subject: vapidSubject } = PROVIDER_KINDS.webpush.settings.shape;

/** Of an account: the form is checked by the gateway, whether it is a key at all by us. */
export const webPushSettings = PROVIDER_KINDS.webpush.settings.refine(
  ({ private_key }) => vapidPrivateKey(private_key) !== undefined,
  { path: ['private_key'], message: NO_KEY },
);
