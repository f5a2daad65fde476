import { answerOf } from './vonage.answer.js';

const answer = (messages: readonly object[], status = 200, headers = {}) =>
  answerOf(
    { status, headers, text: JSON.stringify({ 'message-count': String(messages.length), messages }) },
    '1 segment',
  );
const part = (status: string) => ({ status, 'message-id': `id-${status}`, 'error-text': 'Said Vonage' });

describe('what Vonage answers', () => {
  test('is a message sent where every part was taken; the first one names it', () => {
    const parts = [{ ...part('0'), 'message-id': 'one' }, part('0')];
    expect(answer(parts)).toEqual({ kind: 'sent', providerMessageId: 'one', detail: '1 segment' });
  });

  test.each([
    ['3', 'bad_number'],
    ['7', 'blocked'],
    ['33', 'bad_number'],
    ['12', 'too_long'],
    ['99', 'vonage_99'],
  ])('is a refusal for good with a 200 and status %s', (status, code) =>
    expect(answer([part(status)])).toEqual({ kind: 'rejected', code, detail: 'Said Vonage' }),
  );

  test.each([
    ['1', 'throttled'],
    ['4', 'not_authorized'],
    ['5', 'provider_error'],
    ['9', 'no_credit'],
  ])('can be asked again with a 200 and status %s', (status, code) =>
    expect(answer([part(status)])).toMatchObject({ kind: 'retry', code, afterMs: undefined }),
  );

  test('speaks against the sender with status 15', () => {
    expect(answer([part('15')])).toMatchObject({ kind: 'sender_refused', otherwise: { code: 'sender_refused' } });
  });

  test('is in doubt where only the first parts were taken', () => {
    expect(answer([part('0'), part('5')])).toMatchObject({ kind: 'unknown', code: 'partly_taken' });
  });

  test('is in doubt where nothing can be read in it', () => {
    expect(answer([])).toMatchObject({ kind: 'unknown' });
    expect(answerOf({ status: 200, headers: {}, text: '<html>' }, '')).toMatchObject({ kind: 'unknown' });
  });

  test('says when to come back, where somebody in front of it does', () => {
    expect(answer([], 429, { 'retry-after': '3' })).toEqual({ kind: 'retry', code: 'throttled', afterMs: 3_000 });
    expect(answer([part('1')], 200, { 'retry-after': '3' })).toMatchObject({ code: 'throttled', afterMs: 3_000 });
  });
});
