import { z } from 'zod';
import type { ProviderKind } from '#libs/delivery';
import { sendingBy, smsSettings, type SmsPlace } from '../sms-settings.js';
import { TwilioProvider } from './twilio.provider.js';

export const accountSid = z.string().regex(/^AC[0-9a-zA-Z]+$/, 'must begin with AC');

const settings = z.strictObject({
  account_sid: accountSid,
  auth_token: z.string().min(1).max(255).meta({ secret: true }),
  ...smsSettings,
});

export const twilioKind = (place: SmsPlace): ProviderKind<z.infer<typeof settings>> => ({
  name: 'twilio',
  settings,
  make: ({ account_sid, auth_token, ...said }) =>
    new TwilioProvider({ ...place, ...sendingBy(said, place), accountSid: account_sid, authToken: auth_token }),
});
