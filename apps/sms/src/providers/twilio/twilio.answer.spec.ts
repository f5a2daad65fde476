import { outcomeOf, TwilioRefusal } from './twilio.answer.js';

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
});
