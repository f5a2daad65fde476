import { problems } from '#libs/http';
import type { Callbacks } from '../receive-callbacks.service.js';
import { readTwilioStatus } from './twilio.events.js';
import { readTwilioInbound } from './twilio.inbound.js';
import { isSignedByTwilio } from './twilio.signature.js';

export interface TwilioCall {
  readonly url: string;
  readonly query: unknown;
  readonly body: unknown;
  readonly signature: string | undefined;
}

export class TwilioCallbackService {
  constructor(
    private readonly authToken: string | undefined,
    private readonly publicUrl: string,
    private readonly callbacks: Callbacks,
  ) {}

  async receive(call: TwilioCall): Promise<void> {
    const event = readTwilioStatus(call.query, this.signedFields(call), Date.now());
    if (event) await this.callbacks.receive({ events: [event] });
  }

  /** A message of a person to one of our numbers. */
  async receiveInbound(call: TwilioCall): Promise<void> {
    const word = readTwilioInbound(this.signedFields(call), Date.now());
    if (word) await this.callbacks.receive({ words: [word] });
  }

  private signedFields({ url, body, signature }: TwilioCall): URLSearchParams {
    if (!this.authToken) throw problems.notFound('No callbacks of this provider are expected');
    const fields = new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '');
    if (!isSignedByTwilio(this.authToken, this.publicUrl + url, fields, signature)) {
      throw problems.forbidden('The signature is not valid');
    }
    return fields;
  }
}
