import { z } from 'zod';
import { setting } from './setting.js';

const tenLetters = (description: string, example: string) =>
  setting(description, example).regex(/^[A-Z0-9]{10}$/, 'must be ten capital letters and digits');

export const apnsSettings = z.strictObject({
  key: z
    .string()
    .max(2_048)
    .regex(
      /^(-----BEGIN PRIVATE KEY-----)?[\sA-Za-z0-9+/=\\]+(-----END PRIVATE KEY-----)?\s*$/,
      'must be the text of a .p8 file',
    )
    .meta({
      description: 'The text of the .p8 file that Apple hands out',
      example: '-----BEGIN PRIVATE KEY-----\nMIGTAgEA…\n-----END PRIVATE KEY-----',
      writeOnly: true,
      secret: true,
    }),
  key_id: tenLetters('Which key it is', 'ABC123DEFG'),
  team_id: tenLetters('Whose it is', 'DEF123GHIJ'),
  topic: setting("The app's bundle id", 'com.example.shop').regex(/^[A-Za-z0-9.-]+$/, 'must be a bundle id'),
  environment: z
    .enum(['production', 'sandbox'])
    .default('production')
    .meta({ description: 'sandbox: for apps that come from Xcode, and for them alone' }),
});
