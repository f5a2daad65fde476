import { outcomeOf } from './slack.answer.js';

const answer = (status: number, text: string, headers = {}) => outcomeOf({ status, text, headers });

describe('what Slack answers', () => {
  test('is the proof where it is its own word', () => {
    expect(answer(200, 'ok')).toEqual({ kind: 'sent', delivered: true });
    expect(answer(200, '<html>Welcome to the hotel')).toMatchObject({ kind: 'unknown' });
  });

  test.each([
    [400, 'invalid_payload', 'bad_request'],
    [403, 'action_prohibited', 'prohibited'],
    [404, 'no_service', 'endpoint_gone'],
    [410, 'channel_is_archived', 'endpoint_gone'],
  ])('is for good with %d %s', (status, text, code) =>
    expect(answer(status, text)).toEqual({ kind: 'rejected', code, detail: text }),
  );

  test('says when to come back, or not', () => {
    expect(answer(429, 'rate_limited', { 'retry-after': '30' })).toEqual({
      kind: 'retry',
      code: 'throttled',
      afterMs: 30_000,
    });
    expect(answer(429, 'rate_limited')).toEqual({ kind: 'retry', code: 'throttled', afterMs: undefined });
    expect(answer(500, 'rollup_error')).toMatchObject({ kind: 'retry', code: 'http_500' });
  });
});
