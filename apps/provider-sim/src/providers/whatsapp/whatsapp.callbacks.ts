import { createHmac } from 'node:crypto';
import type { CallbackCourier, OwedCallback, Told } from '../../callbacks/callback-queue.js';
import { postCallback } from '../../callbacks/post-callback.js';

const UNDELIVERABLE = 131026;

/** `sha256=` and the HMAC of the raw body by the app's secret, in hex. */
export const hubSignature = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body, 'utf8').digest('hex')}`;

function statusOf({ kind, send, dueAt, errorCode }: OwedCallback): object {
  const code = errorCode ?? UNDELIVERABLE;
  return {
    id: send.message_id,
    status: kind,
    timestamp: String(Math.floor(dueAt / 1_000)),
    recipient_id: send.to.replace(/^\+/, ''),
    ...(send.reference !== undefined && { biz_opaque_callback_data: send.reference }),
    ...(kind === 'failed' && { errors: [{ code, title: 'Message undeliverable' }] }),
  };
}

/** Several statuses in one call, as Meta does it, to the one address that the app has named. */
export class WhatsappCourier implements CallbackCourier {
  readonly group = 100;

  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  tell(callbacks: readonly OwedCallback[]): Promise<Told> {
    const metadata = { display_phone_number: '15005550006', phone_number_id: '1' };
    const value = { messaging_product: 'whatsapp', metadata, statuses: callbacks.map(statusOf) };
    const entry = [{ id: '1', changes: [{ value, field: 'messages' }] }];
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': hubSignature(this.secret, body) };
    return postCallback(this.url, headers, body);
  }
}
