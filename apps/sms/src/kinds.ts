import type { ProviderKind } from '#libs/delivery';
import { twilioKind } from './providers/twilio/twilio.kind.js';
import { vonageKind } from './providers/vonage/vonage.kind.js';
import type { SmsConfig } from './sms.config.js';

/** The deployment's own beside what an account says. */
export const placeAt = (url: string, config: SmsConfig) => ({
  url,
  publicUrl: config.PUBLIC_URL,
  timeoutMs: config.CALL_TIMEOUT_MS,
  maxSegments: config.SMS_MAX_SEGMENTS,
  plainMarks: config.SMS_PLAIN_MARKS,
});

/** What accounts of tenants can be of: one line for each. */
export const smsKinds = (config: SmsConfig): readonly ProviderKind[] => [
  twilioKind(placeAt(config.TWILIO_URL, config)),
  vonageKind(placeAt(config.VONAGE_URL, config)),
];
