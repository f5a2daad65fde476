import { z } from 'zod';
import { p256PrivateKey } from '../../signing/es256.js';

/** Read once, so that what is wrong with it is told where it is set. */
export const apnsKey = z.string().transform((text, context) => {
  const key = p256PrivateKey(text);
  if (!key) context.addIssue({ code: 'custom', message: 'must be the text of a .p8 file: a private key of P-256' });
  return key ?? z.NEVER;
});

const isKey = (text: string): boolean => p256PrivateKey(text) !== undefined;
const tenLetters = z.string().regex(/^[A-Z0-9]{10}$/, 'must be ten capital letters and digits');

/** What an account says. */
export const apnsSettings = z.strictObject({
  key: z
    .string()
    .max(2_048)
    .refine(isKey, 'must be the text of a .p8 file: a private key of P-256')
    .meta({ secret: true, description: 'The text of the .p8 file that Apple hands out' }),
  key_id: tenLetters.meta({ example: 'ABC123DEFG' }),
  team_id: tenLetters.meta({ example: 'DEF123GHIJ' }),
  topic: z
    .string()
    .max(255)
    .regex(/^[A-Za-z0-9.-]+$/, 'must be a bundle id')
    .meta({ description: "The app's bundle id", example: 'com.example.shop' }),
  environment: z
    .enum(['production', 'sandbox'])
    .default('production')
    .meta({ description: 'sandbox: for apps that come from Xcode, and for them alone' }),
});

export type ApnsSettings = z.infer<typeof apnsSettings>;
