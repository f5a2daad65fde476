import type { KeyObject } from 'node:crypto';
import { problems } from '#libs/http';
import type { Callbacks } from '../receive-callbacks.service.js';
import { readSignedJson } from '../signed-json.js';
import { readSendgridEvents } from './sendgrid.events.js';
import { isSignedBySendgrid, sendgridKey } from './sendgrid.signature.js';

export class SendgridCallbackService {
  private readonly key: KeyObject | undefined;

  constructor(
    publicKey: string | undefined,
    private readonly callbacks: Callbacks,
  ) {
    this.key = publicKey === undefined ? undefined : sendgridKey(publicKey);
  }

  async receive(body: unknown, headers: Record<string, string | undefined>): Promise<{ received: number }> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const timestamp = headers['x-twilio-email-event-webhook-timestamp'];
    const signature = headers['x-twilio-email-event-webhook-signature'];
    if (!this.key) throw problems.notFound('No callbacks of this provider are expected');
    if (!isSignedBySendgrid(this.key, bytes, { timestamp, signature }))
      throw problems.forbidden('The signature is not valid');
    const events = readSignedJson(bytes);
    if (!Array.isArray(events)) throw problems.invalidField('', 'must be an array of events');
    await this.callbacks.receive({ events: readSendgridEvents(events) });
    return { received: events.length };
  }
}
