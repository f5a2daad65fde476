import { problems } from '#libs/http';
import type { ReceiveCallbacksService } from '../receive-callbacks.service.js';
import { readTwilioStatus } from './twilio.events.js';
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
    private readonly callbacks: ReceiveCallbacksService,
  ) {}

  async receive({ url, query, body, signature }: TwilioCall): Promise<void> {
    if (!this.authToken) throw problems.notFound('No callbacks of this provider are expected');
    const fields = new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '');
    if (!isSignedByTwilio(this.authToken, this.publicUrl + url, fields, signature)) {
      throw problems.forbidden('The signature is not valid');
    }
    const event = readTwilioStatus(query, fields, Date.now());
    if (event) await this.callbacks.receive([event]);
  }
}
