import { outcomeOf } from './apns.answer.js';

const answer = (status: number, reason?: string, more: object = {}) => ({
  status,
  body: reason === undefined ? '' : JSON.stringify({ reason, ...more }),
});

describe('Apple’s answer', () => {
  test('with 200 is its word that it has it', () => {
    expect(outcomeOf({ status: 200, id: 'A-1', body: '' }).outcome).toEqual({ kind: 'sent', providerMessageId: 'A-1' });
  });

  test.each([
    [400, 'BadDeviceToken', 'unregistered'],
    [410, 'Unregistered', 'unregistered'],
    [410, 'ExpiredToken', 'unregistered'],
    [400, 'DeviceTokenNotForTopic', 'sender_mismatch'],
    [413, 'PayloadTooLarge', 'too_large'],
    [400, 'BadCollapseId', 'bad_request'],
  ])('%d %s is for good', (status, reason, code) =>
    expect(outcomeOf(answer(status, reason)).outcome).toEqual({ kind: 'rejected', code, detail: reason }),
  );

  test('says since when a token is dead', () => {
    const at = Date.UTC(2026, 0, 1);
    expect(outcomeOf(answer(410, 'Unregistered', { timestamp: at })).since).toEqual(new Date(at));
    expect(outcomeOf(answer(410, 'Unregistered', { timestamp: 1e300 })).since).toBeUndefined();
    expect(outcomeOf(answer(410, 'Unregistered', { timestamp: 'x' })).since).toBeUndefined();
  });

  test.each([
    [403, 'InvalidProviderToken'],
    [403, 'ExpiredProviderToken'],
    [429, 'TooManyProviderTokenUpdates'],
    [400, 'BadTopic'],
    [403, 'SomethingNew'],
  ])('%d %s is our mistake, and the message waits', (status, reason) =>
    expect(outcomeOf(answer(status, reason)).outcome).toMatchObject({ kind: 'retry', code: 'not_authorized' }),
  );

  test('of too many to one device can be asked again', () => {
    const outcome = outcomeOf({ ...answer(429, 'TooManyRequests'), retryAfter: '9' }).outcome;
    expect(outcome).toMatchObject({ kind: 'retry', code: 'throttled', afterMs: 9_000 });
  });

  test.each([
    [500, 'http_500'],
    [503, 'http_503'],
    [302, 'http_302'],
  ])('with %d can be asked again', (status, code) =>
    expect(outcomeOf(answer(status)).outcome).toMatchObject({ kind: 'retry', code }),
  );

  test.each([
    [410, 'unregistered'],
    [413, 'too_large'],
    [400, 'bad_request'],
  ])('with %d and no reason counts by its status', (status, code) =>
    expect(outcomeOf({ status, body: '<html>' }).outcome).toMatchObject({ kind: 'rejected', code }),
  );
});
