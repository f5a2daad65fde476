import type { Outcome } from '#libs/delivery';
import { retryAfterMs } from '#libs/provider-http';

/** An error that SES answered with; its SDK makes exceptions of them. */
export interface SesRefusal {
  readonly status: number;
  readonly name: string;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What became of one recipient of a call for many. */
export interface SesEntryResult {
  readonly Status?: string | undefined;
  readonly Error?: string | undefined;
  readonly MessageId?: string | undefined;
}

/** Undefined where no answer came, or one that says that it went well and cannot be read: then nobody knows. */
export function readRefusal(error: unknown): SesRefusal | undefined {
  const { name, message, $metadata, $response } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { headers?: Record<string, string> };
  };
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status < 300) return undefined;
  return { status, name: name ?? '', message: message ?? `SES answered ${status}`, headers: $response?.headers ?? {} };
}

/** The account, and not the mail, is what SES minds: it waits until that is mended, or goes by another account. */
const OF_THE_ACCOUNT: Readonly<Record<string, string>> = {
  TooManyRequestsException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  LimitExceededException: 'throttled',
  SendingPausedException: 'sending_paused',
  AccountSuspendedException: 'account_suspended',
  MailFromDomainNotVerifiedException: 'sender_not_verified',
  NotFoundException: 'misconfigured',
  // The same in the statuses of a call for many.
  ACCOUNT_THROTTLED: 'throttled',
  ACCOUNT_DAILY_QUOTA_EXCEEDED: 'throttled',
  ACCOUNT_SENDING_PAUSED: 'sending_paused',
  CONFIGURATION_SET_SENDING_PAUSED: 'sending_paused',
  ACCOUNT_SUSPENDED: 'account_suspended',
  MAIL_FROM_DOMAIN_NOT_VERIFIED: 'sender_not_verified',
  CONFIGURATION_SET_NOT_FOUND: 'misconfigured',
  CONFIGURATION_SET_DOES_NOT_EXIST: 'misconfigured',
  TEMPLATE_NOT_FOUND: 'misconfigured',
  TEMPLATE_DOES_NOT_EXIST: 'misconfigured',
  INVALID_SENDING_POOL_NAME: 'misconfigured',
  TRANSIENT_FAILURE: 'transient',
  FAILED: 'failed',
};

/** Whether another mail in the same call may be the reason. */
export const isAboutContent = (refusal: SesRefusal): boolean => outcomeOf(refusal).kind === 'rejected';

/** The table of SES's answers to a call. */
export function outcomeOf({ status, name, message, headers }: SesRefusal, now = Date.now()): Outcome {
  const afterMs = retryAfterMs(headers['retry-after'], now);
  const code = OF_THE_ACCOUNT[name];
  if (code !== undefined) return { kind: 'retry', code, detail: message, afterMs };
  if (status === 401 || status === 403) return { kind: 'retry', code: 'not_authorized', detail: message };
  if (status === 429) return { kind: 'retry', code: 'throttled', afterMs };
  if (name === 'MessageRejected') return rejection(message);
  if (status === 413) return { kind: 'rejected', code: 'too_large', detail: message };
  if (status === 400) return badRequest(message);
  return { kind: 'retry', code: `http_${status}`, afterMs };
}

/** The table of its answers for one of many. */
export function outcomeOfEntry(result: SesEntryResult | undefined): Outcome {
  if (result?.Status === undefined) return { kind: 'unknown', code: 'no_answer' };
  const { Status: status, Error: detail = status, MessageId: providerMessageId } = result;
  if (status === 'SUCCESS') return { kind: 'sent', providerMessageId };
  const code = OF_THE_ACCOUNT[status];
  if (code !== undefined) return { kind: 'retry', code, detail };
  if (status === 'MESSAGE_REJECTED') return rejection(detail);
  if (status === 'INVALID_PARAMETER' || status === 'INVALID_PARAMETER_VALUE') return badRequest(detail);
  return { kind: 'unknown', code: 'no_answer', detail };
}

/** An identity that is not verified is a setting of the account; a virus is the mail's own. */
const rejection = (detail: string): Outcome =>
  /not verified/i.test(detail)
    ? { kind: 'retry', code: 'sender_not_verified', detail: 'an identity of the account is not verified' }
    : { kind: 'rejected', code: 'message_rejected', detail };

const badRequest = (detail: string): Outcome =>
  /address|@domain|local part|domain (starts|ends|contains|name)/i.test(detail)
    ? { kind: 'rejected', code: 'bad_address', detail: 'SES takes the address for none' }
    : { kind: 'rejected', code: 'bad_request', detail };
