import type { z } from 'zod';
import { vonageSettings } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { sendingBy, type SmsPlace } from '../sms-place.js';
import { VonageProvider } from './vonage.provider.js';

export const vonageKind = (place: SmsPlace): ProviderKind<z.output<typeof vonageSettings>> => ({
  name: 'vonage',
  settings: vonageSettings,
  make: ({ api_key, api_secret, ...said }) =>
    new VonageProvider({ ...place, ...sendingBy(said, place), apiKey: api_key, apiSecret: api_secret }),
});
