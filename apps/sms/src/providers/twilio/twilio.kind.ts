import type { z } from 'zod';
import { twilioSettings } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { sendingBy, type SmsPlace } from '../sms-place.js';
import { TwilioProvider } from './twilio.provider.js';

export const twilioKind = (place: SmsPlace): ProviderKind<z.output<typeof twilioSettings>> => ({
  name: 'twilio',
  settings: twilioSettings,
  make: ({ account_sid, auth_token, ...said }) =>
    new TwilioProvider({ ...place, ...sendingBy(said, place), accountSid: account_sid, authToken: auth_token }),
});
