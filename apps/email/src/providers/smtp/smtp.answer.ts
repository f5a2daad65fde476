import type { Outcome } from '#libs/delivery';
import { networkOutcome } from '#libs/provider-http';

/** How a session failed: what the server said, if it did, to which command, and what it may have by then. */
export interface SmtpFailure {
  /** 'CONN', 'EHLO', 'AUTH PLAIN', 'MAIL FROM', 'RCPT TO', 'DATA', …; 'API' where nothing was said to the server. */
  readonly command: string;
  readonly responseCode?: number | undefined;
  /** `550 5.1.1 no such user`. */
  readonly response?: string | undefined;
  /** The error behind it. */
  readonly error?: Pick<NodeJS.ErrnoException, 'code' | 'name' | 'message' | 'syscall'> | undefined;
  /** The final dot may be out: from here on the server may have the mail, though it never said so. */
  readonly mayHaveIt: boolean;
}

const THROTTLED =
  /throttl|rate limit|(sending|mail) rate|too many (messages|mails|emails|connections|requests)|4\.7\.28/i;

/** The table of SMTP's answers: what the server said counts, and else how far it had come. */
export function outcomeOf(failure: SmtpFailure): Outcome {
  const { responseCode: code = 0, response, error, mayHaveIt } = failure;
  if (code >= 400 && code < 500) return later(code, failure);
  if (code >= 500 && code < 600) return refusal(code, failure);
  if (mayHaveIt) return unknown(error);
  if (error?.code === 'ADDRESS_REFUSED') return { kind: 'retry', code: 'address_refused', detail: error.message };
  if (error?.code === 'EMESSAGE') return { kind: 'rejected', code: 'too_large', detail: error.message };
  if (failure.command === 'API') return { kind: 'rejected', code: 'bad_request', detail: error?.message };
  // Whatever went wrong with the connection: without the dot there was no mail.
  const { code: reason } = networkOutcome(error) as { code: string };
  return { kind: 'retry', code: reason === 'no_answer' ? 'connection_lost' : reason, detail: response };
}

function unknown(error: SmtpFailure['error']): Outcome {
  const { code } = networkOutcome(error) as { code: string };
  return { kind: 'unknown', code: code === 'timeout' || code === 'reset' ? code : 'no_answer' };
}

/** `deferred`: this one mailbox is to be asked again, for it is full, or wants to see whether we come back. */
function later(code: number, { command, response: detail = '' }: SmtpFailure): Outcome {
  if (THROTTLED.test(detail)) return { kind: 'retry', code: 'throttled', detail };
  const isMailbox = command === 'RCPT TO' && code !== 421 && enhanced(detail)?.[1] !== '3';
  return { kind: 'retry', code: isMailbox ? 'deferred' : `smtp_${code}`, detail };
}

function refusal(code: number, failure: SmtpFailure): Outcome {
  const { command, response: detail = '' } = failure;
  const ours = aboutTheAccount(code, command);
  if (ours !== undefined) return { kind: 'retry', code: ours, detail };
  const [, subject, number] = enhanced(detail) ?? [];
  if (code === 552 && subject === '2') return { kind: 'rejected', code: 'mailbox_full', detail, bounced: true };
  if (code === 552 || (subject === '3' && number === '4')) return { kind: 'rejected', code: 'too_large', detail };
  const isAddress = subject === undefined ? command === 'RCPT TO' : subject === '1';
  if (isAddress) return { kind: 'rejected', code: 'bad_address', detail, bounced: true };
  return { kind: 'rejected', code: command === 'RCPT TO' ? 'recipient_refused' : 'message_rejected', detail };
}

/** Who is refused before there was a mail is the account, or its sender: no fault of the mail's. */
function aboutTheAccount(code: number, command: string): string | undefined {
  if (code === 530 || code === 535 || command.startsWith('AUTH')) return 'not_authorized';
  if (/^(CONN|EHLO|HELO|STARTTLS)/.test(command)) return `smtp_${code}`;
  return command === 'MAIL FROM' && code !== 552 ? 'sender_refused' : undefined;
}

/** RFC 3463: class, subject and detail, as in 5.1.1. */
const enhanced = (response: string) => /^\d{3}[ -]\d\.(\d{1,3})\.(\d{1,3})\b/.exec(response);
