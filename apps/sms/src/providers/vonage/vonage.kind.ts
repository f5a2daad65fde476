import { z } from 'zod';
import type { ProviderKind } from '#libs/delivery';
import { sendingBy, smsSettings, type SmsPlace } from '../sms-settings.js';
import { VonageProvider } from './vonage.provider.js';

const settings = z.strictObject({
  api_key: z.string().min(1).max(64),
  api_secret: z.string().min(1).max(255).meta({ secret: true }),
  ...smsSettings,
});

export const vonageKind = (place: SmsPlace): ProviderKind<z.infer<typeof settings>> => ({
  name: 'vonage',
  settings,
  make: ({ api_key, api_secret, ...said }) =>
    new VonageProvider({ ...place, ...sendingBy(said, place), apiKey: api_key, apiSecret: api_secret }),
});
