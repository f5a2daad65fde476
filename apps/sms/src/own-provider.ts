import type { Provider } from '#libs/delivery';
import { twilioKind } from './providers/twilio/twilio.kind.js';
import { vonageKind } from './providers/vonage/vonage.kind.js';
import type { readSmsConfig } from './sms.config.js';

interface Own {
  readonly provider: Provider;
  readonly testProvider: Provider | undefined;
}

/** The deployment's own account, and its stand-in for tests. */
export function ownProvider({ own, config }: ReturnType<typeof readSmsConfig>): Own {
  const place = {
    publicUrl: config.PUBLIC_URL,
    timeoutMs: config.CALL_TIMEOUT_MS,
    maxSegments: config.SMS_MAX_SEGMENTS,
    plainMarks: config.SMS_PLAIN_MARKS,
  };
  const shared = { per_number_per_second: config.SMS_PER_NUMBER_PER_SECOND };
  if (own === 'vonage') {
    const { VONAGE_API_KEY: api_key, VONAGE_FROM: from, TEST_VONAGE_URL: testUrl } = config;
    const vonage = (url: string, api_secret: string) =>
      vonageKind({ ...place, url }).make({ ...shared, api_key, api_secret, from: [...from] });
    return {
      provider: vonage(config.VONAGE_URL, config.VONAGE_API_SECRET),
      testProvider: testUrl === undefined ? undefined : vonage(testUrl, config.TEST_VONAGE_API_SECRET),
    };
  }
  const { TWILIO_ACCOUNT_SID: account_sid, TWILIO_FROM: from, TEST_TWILIO_URL: testUrl } = config;
  const twilio = (url: string, auth_token: string) =>
    twilioKind({ ...place, url }).make({ ...shared, account_sid, auth_token, from: [...from] });
  return {
    provider: twilio(config.TWILIO_URL, config.TWILIO_AUTH_TOKEN),
    testProvider: testUrl === undefined ? undefined : twilio(testUrl, config.TEST_TWILIO_AUTH_TOKEN),
  };
}
