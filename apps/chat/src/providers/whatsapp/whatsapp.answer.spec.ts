import { outcomeOf } from './whatsapp.answer.js';

const refusal = (status: number, code: number, headers = {}) =>
  outcomeOf({
    status,
    headers,
    text: JSON.stringify({ error: { message: 'Said Meta', type: 'OAuthException', code } }),
  });

describe('what WhatsApp answers', () => {
  test('is sent where it names the message', () => {
    const text = JSON.stringify({ messaging_product: 'whatsapp', messages: [{ id: 'wamid.1' }] });
    expect(outcomeOf({ status: 200, headers: {}, text })).toEqual({ kind: 'sent', providerMessageId: 'wamid.1' });
    expect(outcomeOf({ status: 200, headers: {}, text: '{}' })).toMatchObject({ kind: 'unknown' });
  });

  test.each([
    [400, 131026, 'not_reachable'],
    [400, 131047, 'window_closed'],
    [400, 131050, 'opted_out'],
    [400, 100, 'bad_request'],
    [404, 132001, 'bad_template'],
    [400, 139999, 'whatsapp_139999'],
  ])('is for good with %d and %d', (status, code, ours) =>
    expect(refusal(status, code)).toEqual({ kind: 'rejected', code: ours, detail: 'Said Meta' }),
  );

  test.each([
    [401, 190, 'not_authorized'],
    [400, 190, 'not_authorized'],
    [403, 210, 'not_authorized'],
    [400, 130429, 'throttled'],
    [400, 131056, 'throttled'],
    [400, 131042, 'no_credit'],
    [503, 2, 'http_503'],
  ])('can be asked again with %d and %d', (status, code, ours) =>
    expect(refusal(status, code)).toMatchObject({ kind: 'retry', code: ours }),
  );

  test('says when to come back, where it does', () => {
    expect(refusal(429, 130429, { 'retry-after': '9' })).toMatchObject({ code: 'throttled', afterMs: 9_000 });
  });
});
