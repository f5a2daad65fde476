import { outcomeOf } from './fcm.answer.js';

const failure = (status: number, errorCode?: string, retryAfter?: string) => ({
  response: {
    status,
    headers: retryAfter ? { 'retry-after': retryAfter } : {},
    data: JSON.stringify({
      error: { status: 'SOME_STATUS', message: 'Said FCM', details: errorCode && [{ errorCode }] },
    }),
  },
});

describe('FCM’s refusal', () => {
  test.each([
    [404, 'UNREGISTERED', 'unregistered'],
    [400, 'INVALID_ARGUMENT', 'bad_request'],
    [403, 'SENDER_ID_MISMATCH', 'sender_mismatch'],
  ])('%d %s is for good', (status, code, ours) =>
    expect(outcomeOf(failure(status, code))).toEqual({ kind: 'rejected', code: ours, detail: 'Said FCM' }),
  );

  test('for going too fast can be asked again when it says', () => {
    expect(outcomeOf(failure(429, 'QUOTA_EXCEEDED', '9'))).toEqual({
      kind: 'retry',
      code: 'throttled',
      afterMs: 9_000,
    });
  });

  test.each([401, 403])('with %d is our mistake, and the message waits', (status) =>
    expect(outcomeOf(failure(status))).toMatchObject({ kind: 'retry', code: 'not_authorized' }),
  );

  test.each([500, 503])('of its own fault (%d) can be asked again', (status) =>
    expect(outcomeOf(failure(status, 'UNAVAILABLE'))).toMatchObject({ kind: 'retry', code: `http_${status}` }),
  );

  test('may be no JSON at all', () => {
    const response = { status: 404, headers: {}, data: '<html>' };
    expect(outcomeOf({ response })).toMatchObject({ kind: 'retry', code: 'http_404' });
  });

  test('is none when the connection broke', () => {
    expect(outcomeOf(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toEqual({
      kind: 'unknown',
      code: 'reset',
    });
  });
});
