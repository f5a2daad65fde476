import { z } from 'zod';
import { PROVIDER_KINDS } from '#libs/contracts';
import { p256PrivateKey } from '../../signing/es256.js';

const NO_KEY = 'must be the text of a .p8 file: a private key of P-256';

/** Of the deployment: read once, so that what is wrong with it is told where it is set. */
export const apnsKey = z.string().transform((text, context) => {
  const key = p256PrivateKey(text);
  if (!key) context.addIssue({ code: 'custom', message: NO_KEY });
  return key ?? z.NEVER;
});

/** Of an account: the form is checked by the gateway, whether it is a key at all by us. */
export const apnsSettings = PROVIDER_KINDS.apns.settings.refine(({ key }) => p256PrivateKey(key) !== undefined, {
  path: ['key'],
  message: NO_KEY,
});
