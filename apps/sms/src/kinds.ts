import { PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { TwilioProvider } from './providers/twilio/twilio.provider.js';
import type { SmsConfig } from './sms.config.js';

const twilio = (config: SmsConfig): ProviderKind<SettingsOf<'twilio'>> => ({
  name: 'twilio',
  settings: PROVIDER_KINDS.twilio.settings,
  make: ({ account_sid: accountSid, auth_token: authToken, from }) =>
    new TwilioProvider({
      url: config.TWILIO_URL,
      accountSid,
      authToken,
      from,
      publicUrl: config.PUBLIC_URL,
      timeoutMs: config.CALL_TIMEOUT_MS,
    }),
});

/** What accounts of tenants can be of: one line for each. */
export const smsKinds = (config: SmsConfig): readonly ProviderKind[] => [twilio(config)];
