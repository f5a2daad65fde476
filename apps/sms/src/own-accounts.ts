import { onlyAccount, type Account, type Provider } from '#libs/delivery';
import { placeAt } from './kinds.js';
import { twilioKind } from './providers/twilio/twilio.kind.js';
import { vonageKind } from './providers/vonage/vonage.kind.js';
import type { SmsConfig } from './sms.config.js';

/** The deployment's own, by what its environment says: the second takes over where the first fails. */
export function ownAccounts(config: SmsConfig): Account[] {
  const { TWILIO_URL, TWILIO_AUTH_TOKEN, SMS_PROVIDER } = config;
  const twilio = TWILIO_AUTH_TOKEN === undefined ? undefined : twilioAt(TWILIO_URL, TWILIO_AUTH_TOKEN, config);
  return [twilio, vonage(config)]
    .filter((provider) => provider !== undefined)
    .map((provider) => ({ ...onlyAccount(provider), order: provider.name === SMS_PROVIDER ? 1 : 2 }));
}

/** It knows nobody's account: whatever the deployment has, the stand-in of Twilio takes what is sent with test keys. */
export function standIn(config: SmsConfig): Provider | undefined {
  const { TEST_TWILIO_URL, TEST_TWILIO_AUTH_TOKEN } = config;
  return TEST_TWILIO_URL === undefined ? undefined : twilioAt(TEST_TWILIO_URL, TEST_TWILIO_AUTH_TOKEN, config);
}

const STAND_IN = { sid: 'AC00000000000000000000000000000000', from: '+15005550006' };

function twilioAt(url: string, auth_token: string, config: SmsConfig): Provider {
  const { TWILIO_ACCOUNT_SID: account_sid = STAND_IN.sid, TWILIO_FROM: from = [STAND_IN.from] } = config;
  const per_number_per_second = config.SMS_PER_NUMBER_PER_SECOND;
  return twilioKind(placeAt(url, config)).make({ account_sid, auth_token, from: [...from], per_number_per_second });
}

function vonage(config: SmsConfig): Provider | undefined {
  const { VONAGE_URL, VONAGE_API_KEY: api_key, VONAGE_API_SECRET: api_secret, VONAGE_FROM: from } = config;
  if (!api_key || !api_secret || !from) return undefined;
  const per_number_per_second = config.SMS_PER_NUMBER_PER_SECOND;
  return vonageKind(placeAt(VONAGE_URL, config)).make({ api_key, api_secret, from: [...from], per_number_per_second });
}
