import { callbackAddress, PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { sendingBy, type SmsPlace } from '../sms-place.js';
import { VonageProvider } from './vonage.provider.js';

export const vonageKind = (place: SmsPlace): ProviderKind<SettingsOf<'vonage'>> => ({
  name: 'vonage',
  settings: PROVIDER_KINDS.vonage.settings,
  make: ({ api_key, api_secret, ...said }, accountId) =>
    new VonageProvider({
      ...place,
      ...sendingBy(said, place),
      callbackUrl: callbackAddress(place.publicUrl, 'vonage', accountId),
      apiKey: api_key,
      apiSecret: api_secret,
    }),
});
