import { isAboutContent, outcomeOf, outcomeOfEntry, readRefusal } from './ses.answer.js';

const refusal = (status: number, name: string, message = '', headers: Record<string, string> = {}) => ({
  status,
  name,
  message,
  headers,
});
const retry = (code: string) => ({ kind: 'retry', code });
const rejected = (code: string) => ({ kind: 'rejected', code });

describe('SES’s answer to a call', () => {
  test.each([
    ['throttles', refusal(429, 'TooManyRequestsException', '', { 'retry-after': '2' }), { afterMs: 2_000 }],
    ['throttles', refusal(429, 'TooManyRequestsException'), retry('throttled')],
    ['has a limit', refusal(400, 'LimitExceededException', 'Daily message quota exceeded'), retry('throttled')],
    ['throttles by another name', refusal(429, 'X'), retry('throttled')],
    ['is paused', refusal(400, 'SendingPausedException'), retry('sending_paused')],
    ['is suspended', refusal(400, 'AccountSuspendedException'), retry('account_suspended')],
    ['does not know our domain', refusal(400, 'MailFromDomainNotVerifiedException'), retry('sender_not_verified')],
    ['does not know our settings', refusal(404, 'NotFoundException'), retry('misconfigured')],
    ['does not know our key', refusal(403, 'UnrecognizedClientException'), retry('not_authorized')],
    ['does not believe our signature', refusal(403, 'SignatureDoesNotMatch'), retry('not_authorized')],
    ['is ill', refusal(503, 'ServiceUnavailableException'), retry('http_503')],
    ['points elsewhere', refusal(302, 'UnknownError'), retry('http_302')],
    ['finds a virus', refusal(400, 'MessageRejected', 'Contains a virus'), rejected('message_rejected')],
    [
      'has us in its sandbox',
      refusal(400, 'MessageRejected', 'Email address is not verified. The following identities failed the check'),
      retry('sender_not_verified'),
    ],
    ['finds no domain', refusal(400, 'BadRequestException', "Missing final '@domain'"), rejected('bad_address')],
    ['finds letters', refusal(400, 'BadRequestException', 'Illegal address'), rejected('bad_address')],
    ['finds something else', refusal(400, 'BadRequestException', 'Tag is too long'), rejected('bad_request')],
    ['finds too much', refusal(413, 'X'), rejected('too_large')],
  ])('%s', (_, given, outcome) => expect(outcomeOf(given)).toMatchObject(outcome));

  test('says nothing of anybody’s address', () => {
    const told = [
      outcomeOf(refusal(400, 'BadRequestException', 'Illegal address ada@example.org')),
      outcomeOf(refusal(400, 'MessageRejected', 'Email address is not verified: ada@example.org')),
    ];
    expect(JSON.stringify(told)).not.toContain('ada');
  });

  test('may be about one of many only where it is refused for good', () => {
    expect(isAboutContent(refusal(400, 'BadRequestException'))).toBe(true);
    expect(isAboutContent(refusal(400, 'SendingPausedException'))).toBe(false);
    expect(isAboutContent(refusal(429, 'TooManyRequestsException'))).toBe(false);
  });

  test('is read from what the SDK throws, unless it says that all went well', () => {
    const thrown = { name: 'X', message: 'm', $metadata: { httpStatusCode: 400 }, $response: { headers: { a: 'b' } } };
    expect(readRefusal(thrown)).toEqual({ status: 400, name: 'X', message: 'm', headers: { a: 'b' } });
    expect(readRefusal({ ...thrown, $metadata: { httpStatusCode: 200 } })).toBeUndefined();
    expect(readRefusal(new Error('connect'))).toBeUndefined();
  });
});

describe('SES’s answer for one of many', () => {
  test.each([
    ['SUCCESS', { kind: 'sent', providerMessageId: 'm-1' }],
    ['ACCOUNT_THROTTLED', retry('throttled')],
    ['ACCOUNT_DAILY_QUOTA_EXCEEDED', retry('throttled')],
    ['ACCOUNT_SENDING_PAUSED', retry('sending_paused')],
    ['TRANSIENT_FAILURE', retry('transient')],
    ['MESSAGE_REJECTED', rejected('message_rejected')],
    ['INVALID_PARAMETER', rejected('bad_request')],
    ['SOMETHING_NEW', { kind: 'unknown' }],
  ])('%s', (Status, outcome) => expect(outcomeOfEntry({ Status, MessageId: 'm-1' })).toMatchObject(outcome));

  test('is none where SES answered for fewer', () =>
    expect(outcomeOfEntry(undefined)).toMatchObject({ kind: 'unknown' }));
});
