import { outcomeOf } from './webpush.answer.js';

describe('a push service’s answer', () => {
  test.each([200, 201, 202])('with %d is its word that it has it', (status) =>
    expect(outcomeOf({ status, location: 'https://x/m/1' })).toEqual({
      kind: 'sent',
      providerMessageId: 'https://x/m/1',
    }),
  );

  test.each([
    [404, 'unregistered'],
    [410, 'unregistered'],
    [413, 'too_large'],
    [400, 'bad_request'],
  ])('with %d is for good', (status, code) => expect(outcomeOf({ status })).toMatchObject({ kind: 'rejected', code }));

  test.each([
    [401, 'not_authorized'],
    [403, 'not_authorized'],
    [301, 'redirect'],
    [406, 'http_406'],
    [500, 'http_500'],
  ])('with %d can be asked again', (status, code) =>
    expect(outcomeOf({ status })).toMatchObject({ kind: 'retry', code }),
  );

  test('for going too fast can be asked again when it says', () => {
    expect(outcomeOf({ status: 429, retryAfter: '9' })).toMatchObject({ code: 'throttled', afterMs: 9_000 });
  });
});
