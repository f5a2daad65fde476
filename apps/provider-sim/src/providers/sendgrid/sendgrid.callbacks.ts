import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { CallbackCourier, OwedCallback, Told } from '../../callbacks/callback-queue.js';
import { postCallback } from '../../callbacks/post-callback.js';

const PARTICULARS: Record<string, object> = {
  delivered: { response: '250 OK' },
  deferred: { response: '451 4.7.1 try again later', attempt: '1' },
  bounce: {
    type: 'bounce',
    bounce_classification: 'Invalid Address',
    reason: '550 5.1.1 no such user',
    status: '5.1.1',
  },
  blocked: { type: 'blocked', bounce_classification: 'Reputation', reason: '421 4.7.0 try later', status: '4.7.0' },
  dropped: { reason: 'Bounced Address' },
  open: { useragent: 'Simulated/1.0', ip: '192.0.2.1' },
  click: { useragent: 'Simulated/1.0', ip: '192.0.2.1', url: 'https://example.org/' },
};

/** A kind of ours: a bounce that is not the address's end. */
const BLOCKED = 'blocked';

/** The same callback has the same id, however often it is told. */
const eventId = (seq: number, kind: string): string =>
  createHash('sha256').update(`${seq}:${kind}`).digest('base64url').slice(0, 22);

export function sendgridEvent({ seq, kind, send }: OwedCallback, now: number): object {
  return {
    email: send.to,
    timestamp: Math.floor(now / 1000),
    'smtp-id': `<${send.message_id}@geopod-ismtpd>`,
    event: kind === BLOCKED ? 'bounce' : kind,
    sg_event_id: eventId(seq, kind),
    sg_message_id: `${send.message_id}.recvd-sim-${seq}`,
    ...PARTICULARS[kind],
    ...send.custom_args,
    ...(send.delivery_id !== undefined && { delivery_id: send.delivery_id }),
    ...(send.notification_id !== undefined && { notification_id: send.notification_id }),
  };
}

/** The key from the environment (base64 DER, PKCS #8), or one for this run. */
export const signingKey = (base64: string | undefined): KeyObject =>
  base64 === undefined
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });

export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

export function signedHeaders(key: KeyObject, timestamp: string, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'SendGrid Event API',
    'x-twilio-email-event-webhook-timestamp': timestamp,
    'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), key).toString('base64'),
  };
}

/** The event webhook: many events in one signed call. */
export class SendgridCourier implements CallbackCourier {
  readonly group = 500;

  constructor(
    private readonly url: string,
    private readonly key: KeyObject,
  ) {}

  tell(callbacks: readonly OwedCallback[]): Promise<Told> {
    const now = Date.now();
    const body = JSON.stringify(callbacks.map((callback) => sendgridEvent(callback, now)));
    return postCallback(this.url, signedHeaders(this.key, String(Math.floor(now / 1000)), body), body);
  }
}
