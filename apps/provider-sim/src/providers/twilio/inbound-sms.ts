import { randomBytes } from 'node:crypto';
import type { Told } from '../../callbacks/callback-queue.js';
import { postSigned } from './twilio.callbacks.js';

const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'REVOKE', 'OPTOUT', 'CANCEL']);
const START = new Set(['START', 'YES', 'UNSTOP']);

export interface Sms {
  readonly from: string;
  readonly to: string;
  readonly body: string;
}

/** An SMS from a person: Twilio keeps the opt-outs itself and tells the owner of the number. */
export class InboundSms {
  constructor(
    private readonly url: string,
    private readonly authToken: string,
    private readonly setOptedOut: (number: string, out: boolean) => void,
  ) {}

  receive({ from, to, body }: Sms): Promise<Told> {
    const word = body.trim().toUpperCase();
    if (STOP.has(word)) this.setOptedOut(from, true);
    if (START.has(word)) this.setOptedOut(from, false);
    const sid = `SM${randomBytes(16).toString('hex')}`;
    const type = STOP.has(word) ? 'STOP' : START.has(word) ? 'START' : undefined;
    return postSigned(this.authToken, this.url, {
      ApiVersion: '2010-04-01',
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsStatus: 'received',
      From: from,
      To: to,
      Body: body,
      NumMedia: '0',
      NumSegments: '1',
      ...(type && { OptOutType: type }),
    });
  }
}
