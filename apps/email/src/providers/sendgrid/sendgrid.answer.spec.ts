import { outcomeOf, refusals } from './sendgrid.answer.js';

const now = Date.UTC(2026, 0, 1);
const answer = (status: number, headers: object = {}, ...errors: object[]) => ({
  status,
  headers: headers as Record<string, unknown>,
  body: errors.length ? { errors } : undefined,
});

describe('SendGrid’s answer', () => {
  test.each([
    ['has the message', answer(202, { 'x-message-id': 'm-1' }), { kind: 'sent', providerMessageId: 'm-1' }],
    [
      'refuses an address',
      answer(400, {}, { field: 'personalizations.0.to.0.email', message: 'Bad' }),
      { kind: 'rejected', code: 'bad_address', detail: 'Bad' },
    ],
    [
      'refuses the rest of it',
      answer(400, {}, { field: 'subject', message: 'Bad' }),
      { kind: 'rejected', code: 'bad_request' },
    ],
    ['refuses without a word', answer(400), { kind: 'rejected', code: 'bad_request' }],
    ['refuses its size', answer(413), { kind: 'rejected', code: 'too_large' }],
    ['refuses our key', answer(401), { kind: 'retry', code: 'not_authorized' }],
    [
      'names the second at which its window ends',
      answer(429, { 'x-ratelimit-reset': String(now / 1000 + 30) }),
      { kind: 'retry', code: 'throttled', afterMs: 30_000 },
    ],
    ['throttles without a word', answer(429), { kind: 'retry', code: 'throttled', afterMs: undefined }],
    ['is ill', answer(503, { 'retry-after': '2' }), { kind: 'retry', code: 'http_503', afterMs: 2_000 }],
  ])('%s', (_, given, outcome) => expect(outcomeOf(given, now)).toMatchObject(outcome));

  test('tells who of many is to blame', () => {
    const given = answer(
      400,
      {},
      { field: 'personalizations.3.to.0.email', message: 'Bad' },
      { field: 'personalizations.11.substitutions', message: 'Long' },
      { field: null, message: 'And so on' },
    );
    expect(Object.fromEntries(refusals(given))).toMatchObject({
      3: { code: 'bad_address' },
      11: { code: 'bad_request', detail: 'Long' },
    });
  });

  test.each([[undefined], ['<html>'], [{ errors: 'x' }], [{ errors: [null] }]])('names nobody in %j', (body) =>
    expect(refusals({ status: 400, headers: {}, body }).size).toBe(0),
  );
});
