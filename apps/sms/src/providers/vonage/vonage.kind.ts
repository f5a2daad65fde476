import { z } from 'zod';
import type { ProviderKind } from '#libs/delivery';
import { sendingBy, smsSettings, type SmsDefaults } from '../sms-settings.js';
import { VonageProvider } from './vonage.provider.js';

const settings = z.strictObject({
  api_key: z.string().min(1).max(64),
  api_secret: z.string().min(1).max(255).meta({ secret: true }),
  ...smsSettings,
});

type VonageSettings = z.infer<typeof settings>;

/** The deployment's own beside what an account says. */
export interface VonagePlace extends SmsDefaults {
  readonly url: string;
  readonly publicUrl: string;
  readonly timeoutMs: number;
}

export const vonageKind = (place: VonagePlace): ProviderKind<VonageSettings> => ({
  name: 'vonage',
  settings,
  make: ({ api_key, api_secret, ...said }) =>
    new VonageProvider({ ...place, ...sendingBy(said, place), apiKey: api_key, apiSecret: api_secret }),
});
