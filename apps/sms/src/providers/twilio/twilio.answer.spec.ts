import { answerOf, outcomeOf, TwilioRefusal } from './twilio.answer.js';

const refusal = (status: number, code?: number, retryAfter?: string) =>
  outcomeOf(TwilioRefusal.of(status, { code, message: 'Said Twilio' }, { 'retry-after': retryAfter }));

describe('Twilio’s refusal', () => {
  test.each([
    [21211, 'bad_number'],
    [21610, 'opted_out'],
    [21614, 'not_mobile'],
    [21617, 'too_long'],
    [29999, 'twilio_29999'],
  ])('with %d is for good', (code, ours) =>
    expect(refusal(400, code)).toEqual({ kind: 'rejected', code: ours, detail: 'Said Twilio' }),
  );

  test('for going too fast can be asked again when it says', () => {
    expect(refusal(429, 20429, '3')).toEqual({ kind: 'retry', code: 'throttled', afterMs: 3_000 });
  });

  test.each([401, 403, 404])('with %d is our mistake, and the message waits', (status) =>
    expect(refusal(status, 20003)).toMatchObject({ kind: 'retry', code: 'not_authorized' }),
  );

  test('of its own fault can be asked again', () => {
    expect(refusal(503)).toMatchObject({ kind: 'retry', code: 'http_503' });
  });

  test('may be no JSON at all', () => {
    expect(outcomeOf(TwilioRefusal.of(502, '<html>', undefined))).toMatchObject({ kind: 'retry', code: 'http_502' });
  });

  test.each([
    [21606, 600_000, { kind: 'retry', code: 'sender_refused' }],
    [21611, 60_000, { kind: 'retry', code: 'throttled', afterMs: 60_000 }],
    [21612, 0, { kind: 'rejected', code: 'not_reachable' }],
  ])('with %d speaks against the number that it was to come from', (code, blockMs, otherwise) => {
    const answer = answerOf(TwilioRefusal.of(400, { code, message: 'Said Twilio' }, undefined));
    expect(answer).toEqual({ kind: 'sender_refused', blockMs, otherwise: { ...otherwise, detail: 'Said Twilio' } });
  });

  test('of somebody who has opted out is no reason to try another number', () => {
    expect(answerOf(TwilioRefusal.of(400, { code: 21610 }, undefined))).toMatchObject({ kind: 'rejected' });
  });
});
