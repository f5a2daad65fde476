import type { Provider } from '#libs/delivery';
import { TwilioProvider } from './providers/twilio/twilio.provider.js';
import { VonageProvider } from './providers/vonage/vonage.provider.js';
import type { readSmsConfig } from './sms.config.js';

interface Own {
  readonly provider: Provider;
  readonly testProvider: Provider | undefined;
}

/** The deployment's own account, and its stand-in for tests. */
export function ownProvider({ own, config }: ReturnType<typeof readSmsConfig>): Own {
  const shared = {
    text: { maxSegments: config.SMS_MAX_SEGMENTS, plainMarks: config.SMS_PLAIN_MARKS },
    perNumberPerSecond: config.SMS_PER_NUMBER_PER_SECOND,
    publicUrl: config.PUBLIC_URL,
    timeoutMs: config.CALL_TIMEOUT_MS,
  };
  if (own === 'vonage') {
    const { VONAGE_API_KEY: apiKey, VONAGE_FROM: from, TEST_VONAGE_URL: testUrl } = config;
    const vonage = (url: string, apiSecret: string) => new VonageProvider({ ...shared, url, apiKey, apiSecret, from });
    return {
      provider: vonage(config.VONAGE_URL, config.VONAGE_API_SECRET),
      testProvider: testUrl === undefined ? undefined : vonage(testUrl, config.TEST_VONAGE_API_SECRET),
    };
  }
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_FROM: from, TEST_TWILIO_URL: testUrl } = config;
  const twilio = (url: string, authToken: string) =>
    new TwilioProvider({ ...shared, url, accountSid, authToken, from });
  return {
    provider: twilio(config.TWILIO_URL, config.TWILIO_AUTH_TOKEN),
    testProvider: testUrl === undefined ? undefined : twilio(testUrl, config.TEST_TWILIO_AUTH_TOKEN),
  };
}
