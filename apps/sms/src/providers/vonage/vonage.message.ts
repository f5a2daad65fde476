import { callbackReference } from '#libs/contracts';
import type { ProviderCall } from '#libs/delivery';
import type { SmsText } from '../../text/sms-text.js';

/** [R] The reference of the SMS API, which comes back with every receipt. */
const LONGEST_REFERENCE = 100;

export interface VonageCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface VonageMessage {
  readonly call: ProviderCall;
  readonly from: string;
  readonly to: string;
  readonly said: SmsText;
  readonly callbackUrl: string;
}

/** The form of `POST /sms/json`. [R] Key and secret are fields of it; numbers go without their plus. */
export function formOf({ call, from, to, said, callbackUrl }: VonageMessage, own: VonageCredentials): URLSearchParams {
  return new URLSearchParams({
    api_key: own.apiKey,
    api_secret: own.apiSecret,
    from: from.replace(/^\+/, ''),
    to: to.replace(/^\+/, ''),
    text: said.text,
    type: said.segments.encoding === 'gsm-7' ? 'text' : 'unicode',
    'client-ref': callbackReference(call, LONGEST_REFERENCE),
    callback: callbackUrl,
  });
}
