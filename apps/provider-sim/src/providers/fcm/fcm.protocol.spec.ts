import type { Exchange } from '../../http/exchange.js';
import { FcmProtocol } from './fcm.protocol.js';

const SEND = '/v1/projects/demo/messages:send';
const fcm = new FcmProtocol();

const post = (path: string, body: string, authorization?: string): Exchange => ({
  method: 'POST',
  url: path,
  path,
  headers: { authorization },
  body,
});

const send = (message: object, authorization: string | undefined = 'Bearer t') =>
  fcm.receive(post(SEND, JSON.stringify({ message }), authorization));

const codeOf = (body: unknown) => {
  const { error } = JSON.parse(String(body)) as { error: { details: { errorCode: string }[] } };
  return error.details[0]!.errorCode;
};

describe('FCM', () => {
  it('takes a message to a device and finds the ids in its data', () => {
    const reception = send({ token: 'device', data: { delivery_id: 'd-1', notification_id: 'n-1' } });
    expect(reception).toMatchObject({
      kind: 'accepted',
      answer: { status: 200 },
      sends: [{ to: 'device', delivery_id: 'd-1', notification_id: 'n-1' }],
    });
  });

  it.each([
    ['a token that is gone', { token: 'unregistered-1' }, 404, 'UNREGISTERED'],
    ['a token that is none', { token: 'invalid' }, 400, 'INVALID_ARGUMENT'],
    ['two targets', { token: 'a', topic: 'b' }, 400, 'INVALID_ARGUMENT'],
    ['no target', {}, 400, 'INVALID_ARGUMENT'],
    ['data that is not text', { token: 'a', data: { n: 1 } }, 400, 'INVALID_ARGUMENT'],
    ['more than 4,096 bytes', { token: 'a', data: { x: 'x'.repeat(4_096) } }, 400, 'INVALID_ARGUMENT'],
  ])('refuses %s', (_, message, status, code) => {
    const reception = send(message);
    expect(reception).toMatchObject({ kind: 'answered', refused: true, answer: { status } });
    expect(codeOf(reception.answer.body)).toBe(code);
  });

  it('refuses a call without a bearer token', () => {
    expect(send({ token: 'a' }, '')).toMatchObject({ answer: { status: 401 } });
  });

  it('gives an access token for a fresh assertion, and none for an old one', () => {
    const assertion = (exp: number) => `h.${Buffer.from(JSON.stringify({ iss: 'a@b', exp })).toString('base64url')}.s`;
    const ask = (exp: number) =>
      fcm.receive(
        post(
          '/token',
          new URLSearchParams({
            grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
            assertion: assertion(exp),
          }).toString(),
        ),
      );
    expect(ask(Date.now() / 1000 + 60)).toMatchObject({ refused: false, answer: { status: 200 } });
    expect(ask(1)).toMatchObject({ refused: true, answer: { status: 400 } });
  });

  it('keeps the status of a fault', () => {
    expect(fcm.failure(503)).toMatchObject({ status: 503 });
    expect(codeOf(fcm.failure(429, 1).body)).toBe('QUOTA_EXCEEDED');
  });
});
