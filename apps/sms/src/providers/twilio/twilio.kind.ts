import { callbackAddress, PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { sendingBy, type SmsPlace } from '../sms-place.js';
import { TwilioProvider } from './twilio.provider.js';

export const twilioKind = (place: SmsPlace): ProviderKind<SettingsOf<'twilio'>> => ({
  name: 'twilio',
  settings: PROVIDER_KINDS.twilio.settings,
  make: ({ account_sid, auth_token, ...said }, accountId) =>
    new TwilioProvider({
      ...place,
      ...sendingBy(said, place),
      callbackUrl: callbackAddress(place.publicUrl, 'twilio', accountId),
      accountSid: account_sid,
      authToken: auth_token,
    }),
});
