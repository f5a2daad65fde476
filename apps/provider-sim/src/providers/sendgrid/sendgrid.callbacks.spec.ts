import { createPublicKey, verify } from 'node:crypto';
import { publicKeyOf, sendgridEvent, signedHeaders, signingKey } from './sendgrid.callbacks.js';

const callback = {
  seq: 3,
  kind: 'delivered',
  dueAt: 0,
  send: { to: 'a@b.c', message_id: 'mid', delivery_id: 'd-1', notification_id: 'n-1' },
};

describe("SendGrid's event webhook", () => {
  it('is signed over timestamp and body', () => {
    const key = signingKey(undefined);
    const headers = signedHeaders(key, '1700000000', '[]');
    const publicKey = createPublicKey({ key: Buffer.from(publicKeyOf(key), 'base64'), format: 'der', type: 'spki' });
    const signature = Buffer.from(headers['x-twilio-email-event-webhook-signature']!, 'base64');
    expect(verify('sha256', Buffer.from('1700000000[]'), publicKey, signature)).toBe(true);
  });

  it('carries the custom arguments and the beginning of the message id', () => {
    expect(sendgridEvent(callback, 1_700_000_000_000)).toMatchObject({
      email: 'a@b.c',
      event: 'delivered',
      timestamp: 1_700_000_000,
      delivery_id: 'd-1',
      notification_id: 'n-1',
      sg_message_id: expect.stringMatching(/^mid\./) as unknown,
    });
  });

  it('knows a bounce that is not the end of an address', () => {
    expect(sendgridEvent({ ...callback, kind: 'blocked' }, 0)).toMatchObject({ event: 'bounce', type: 'blocked' });
  });

  it('keeps its id when it is told again', () => {
    const ids = [0, 60_000].map((now) => (sendgridEvent(callback, now) as { sg_event_id: string }).sg_event_id);
    expect(ids[0]).toBe(ids[1]);
  });
});
