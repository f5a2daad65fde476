import { problems } from '#libs/http';
import type { Callbacks } from '../receive-callbacks.service.js';
import { readVonageInbound, readVonageReceipt } from './vonage.events.js';
import { vonageFields, type VonageFields } from './vonage.fields.js';
import { isSignedByVonage } from './vonage.signature.js';

export class VonageCallbackService {
  constructor(
    private readonly secret: string | undefined,
    private readonly callbacks: Callbacks,
  ) {}

  async receive(body: unknown, contentType: string | undefined): Promise<void> {
    const event = readVonageReceipt(this.signedFields(body, contentType), Date.now());
    if (event) await this.callbacks.receive({ events: [event] });
  }

  /** A message of a person to one of our numbers. */
  async receiveInbound(body: unknown, contentType: string | undefined): Promise<void> {
    const word = readVonageInbound(this.signedFields(body, contentType), Date.now());
    if (word) await this.callbacks.receive({ words: [word] });
  }

  private signedFields(body: unknown, contentType: string | undefined): VonageFields {
    if (!this.secret) throw problems.notFound('No callbacks of this provider are expected');
    const fields = Buffer.isBuffer(body) ? vonageFields(body, contentType) : undefined;
    if (!fields || !isSignedByVonage(this.secret, fields, Date.now()))
      throw problems.forbidden('The signature is not valid');
    return fields;
  }
}
