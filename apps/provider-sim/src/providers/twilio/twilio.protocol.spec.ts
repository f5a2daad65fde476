import type { Exchange } from '../../http/exchange.js';
import { TwilioProtocol } from './twilio.protocol.js';

const PATH = '/2010-04-01/Accounts/AC0123/Messages.json';
const basic = (token: string) => `Basic ${Buffer.from(`AC0123:${token}`).toString('base64')}`;

const post = (form: Record<string, string>, token = 'secret'): Exchange => ({
  method: 'POST',
  url: PATH,
  path: PATH,
  headers: { authorization: basic(token) },
  body: new URLSearchParams(form).toString(),
});

const valid = { To: '+436641234567', From: '+15005550006', Body: 'Hi' };
const twilio = new TwilioProtocol('secret', (number) => number === '+436640000000');

describe('Twilio', () => {
  it('queues a message and finds the ids in the callback address', () => {
    const callback = 'http://127.0.0.1:4000/callbacks/twilio?delivery_id=d-1&notification_id=n-1';
    const reception = twilio.receive(post({ ...valid, StatusCallback: callback }));
    expect(reception).toMatchObject({
      kind: 'accepted',
      answer: { status: 201 },
      sends: [{ to: valid.To, delivery_id: 'd-1', notification_id: 'n-1', callback_url: callback }],
    });
    if (reception.kind !== 'accepted') throw new Error();
    expect(JSON.parse(String(reception.answer.body))).toMatchObject({
      status: 'queued',
      sid: reception.sends[0]!.message_id,
    });
  });

  it.each([
    ['a wrong token', post(valid, 'other'), 401, 20003],
    ['a number that is none', post({ ...valid, To: '12' }), 400, 21211],
    ['a message without a text', post({ To: valid.To, From: valid.From }), 400, 21602],
    ['a message without a sender', post({ To: valid.To, Body: 'Hi' }), 400, 21603],
    ['a recipient who has opted out', post({ ...valid, To: '+436640000000' }), 400, 21610],
    ["Twilio's number for 'invalid'", post({ ...valid, To: '+15005550001' }), 400, 21211],
  ])('refuses %s', (_, exchange, status, code) => {
    const reception = twilio.receive(exchange);
    expect(reception).toMatchObject({ kind: 'answered', refused: true, answer: { status } });
    expect(JSON.parse(String(reception.answer.body))).toMatchObject({ code, status });
  });

  it('says with a 429 when to come back', () => {
    expect(twilio.failure(429, 3)).toMatchObject({ status: 429, headers: { 'retry-after': 3 } });
  });
});
