import { outcomeOf, type SmtpFailure } from './smtp.answer.js';

const said = (command: string, response: string, mayHaveIt = false): SmtpFailure => ({
  command,
  response,
  responseCode: Number(response.slice(0, 3)),
  mayHaveIt,
});
const lost = (code: string, mayHaveIt: boolean, more: object = {}): SmtpFailure => ({
  command: 'CONN',
  error: { name: 'Error', message: 'm', code, ...more },
  mayHaveIt,
});
const retry = (code: string) => ({ kind: 'retry', code });
const rejected = (code: string, bounced?: true) => ({ kind: 'rejected', code, ...(bounced && { bounced }) });

describe('a mail server’s answer', () => {
  test.each<[string, SmtpFailure, object]>([
    ['knows nobody of that name', said('RCPT TO', '550 5.1.1 no such user'), rejected('bad_address', true)],
    ['knows nobody, in old words', said('RCPT TO', '550 no such user'), rejected('bad_address', true)],
    ['knows nobody, after the mail', said('DATA', '550 5.1.1 no such user', true), rejected('bad_address', true)],
    ['has no room for them', said('RCPT TO', '552 5.2.2 mailbox full'), rejected('mailbox_full', true)],
    ['does not want it for them', said('RCPT TO', '554 5.7.1 blocked'), rejected('recipient_refused')],
    ['does not want it', said('DATA', '554 5.7.1 spam', true), rejected('message_rejected')],
    ['finds it too large', said('DATA', '552 5.3.4 too big', true), rejected('too_large')],
    ['finds it too large before it came', said('MAIL FROM', '552 too big'), rejected('too_large')],
    ['wants to see us again', said('RCPT TO', '450 4.2.0 greylisted'), retry('deferred')],
    ['is out of order', said('RCPT TO', '451 4.3.0 no disk'), retry('smtp_451')],
    ['is out of order after the mail', said('DATA', '451 4.3.0 no disk', true), retry('smtp_451')],
    ['closes', said('MAIL FROM', '421 4.3.2 shutting down'), retry('smtp_421')],
    ['throttles', said('MAIL FROM', '454 Throttling failure: Maximum sending rate exceeded'), retry('throttled')],
    ['throttles a recipient', said('RCPT TO', '421 4.7.28 rate limited'), retry('throttled')],
    ['does not know us', said('AUTH PLAIN', '535 5.7.8 bad credentials'), retry('not_authorized')],
    ['wants us to log in', said('MAIL FROM', '530 5.7.0 authentication required'), retry('not_authorized')],
    ['does not take our sender', said('MAIL FROM', '550 5.7.1 not your domain'), retry('sender_refused')],
    ['does not greet us', said('CONN', '554 no service'), retry('smtp_554')],
  ])('%s', (_, failure, outcome) => expect(outcomeOf(failure)).toMatchObject(outcome));

  test('counts wherever it comes: a refusal after the dot is no doubt', () => {
    expect(outcomeOf(said('DATA', '550 5.7.1 no', true)).kind).toBe('rejected');
    expect(outcomeOf(said('DATA', '354 go on', true)).kind).toBe('unknown');
  });
});

describe('a mail server without an answer', () => {
  test.each<[string, SmtpFailure, object]>([
    ['that was never reached', lost('ECONNREFUSED', false), retry('unreachable')],
    ['whose certificate is another’s', lost('ERR_TLS_CERT_ALTNAME_INVALID', false), retry('certificate')],
    ['that hung up before the dot', lost('ECONNRESET', false), retry('reset')],
    ['that hung up, in nodemailer’s words', lost('ECONNECTION', false), retry('connection_lost')],
    ['that lies in our own network', lost('ADDRESS_REFUSED', false), retry('address_refused')],
    ['that hung up after the dot', lost('ECONNECTION', true), { kind: 'unknown', code: 'no_answer' }],
    ['that was reset after the dot', lost('ECONNRESET', true), { kind: 'unknown', code: 'reset' }],
    ['that took too long after the dot', lost('ETIMEDOUT', true), { kind: 'unknown', code: 'timeout' }],
    ['that was given up after the dot', lost('', true, { name: 'AbortError' }), { kind: 'unknown', code: 'timeout' }],
    ['that takes no mail of this size', lost('EMESSAGE', false), rejected('too_large')],
  ])('%s', (_, failure, outcome) => expect(outcomeOf(failure)).toMatchObject(outcome));
});
