import { createHmac } from 'node:crypto';
import type { CallbackCourier, OwedCallback, Told } from '../../callbacks/callback-queue.js';
import { postCallback } from '../../callbacks/post-callback.js';

const UNREACHABLE = 30003;

/** base64 HMAC-SHA1 over the whole address and the sorted fields, not URL-encoded. */
export function twilioSignature(authToken: string, url: string, fields: Record<string, string>): string {
  const text = Object.keys(fields)
    .sort()
    .reduce((all, name) => all + name + fields[name]!, url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

export function postSigned(authToken: string, url: string, fields: Record<string, string>): Promise<Told> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'user-agent': 'TwilioProxy/1.1',
    'x-twilio-signature': twilioSignature(authToken, url, fields),
  };
  return postCallback(url, headers, new URLSearchParams(fields).toString());
}

export function statusFields({ kind, send, errorCode }: OwedCallback): Record<string, string> {
  const failed = kind === 'undelivered' || kind === 'failed';
  return {
    ApiVersion: '2010-04-01',
    MessageSid: send.message_id,
    SmsSid: send.message_id,
    MessageStatus: kind,
    SmsStatus: kind,
    To: send.to,
    ...(failed && { ErrorCode: String(errorCode ?? UNREACHABLE) }),
  };
}

/** One call for each status, to the address that the message itself named. */
export class TwilioCourier implements CallbackCourier {
  readonly group = 16;

  constructor(private readonly authToken: string) {}

  async tell(callbacks: readonly OwedCallback[]): Promise<Told> {
    const results = await Promise.all(callbacks.map((callback) => this.tellOne(callback)));
    // Told again whole: the receiver has to bear a status twice anyway.
    return results.includes('again') ? 'again' : results.includes('dropped') ? 'dropped' : 'done';
  }

  private tellOne(callback: OwedCallback): Promise<Told> {
    const url = callback.send.callback_url;
    return url ? postSigned(this.authToken, url, statusFields(callback)) : Promise.resolve('done');
  }
}
