/**
 * What Vonage's SMS API says. It answers 200 to whatever it has read, also to what it refuses: the truth is in `status` of each part
 * of the message. [R] developer.vonage.com, "Troubleshooting SMS" and "API errors: SMS"
 */
import type { Outcome } from '#libs/delivery';
import { jsonOf, retryAfterMs, type HttpAnswer } from '#libs/provider-http';
import type { SenderAnswer } from '../../senders/send-by-pool.js';

const TAKEN = '0';

type Meaning =
  | { readonly is: 'rejected' | 'retry'; readonly code: string }
  /** The number or name that it was to come from. */
  | { readonly is: 'sender'; readonly blockMs: number };

const STATUS: Readonly<Record<string, Meaning>> = {
  '1': { is: 'retry', code: 'throttled' }, // [R] faster than the account may
  '2': { is: 'rejected', code: 'bad_request' }, // [R] something is missing
  '3': { is: 'rejected', code: 'bad_number' }, // [R] a value is invalid; ours are checked, so it is the number
  '4': { is: 'retry', code: 'not_authorized' }, // [R] key or secret
  '5': { is: 'retry', code: 'provider_error' }, // [R]
  '6': { is: 'rejected', code: 'bad_number' }, // [R] an unknown prefix, for instance
  '7': { is: 'rejected', code: 'blocked' }, // [R] the number is barred
  '8': { is: 'retry', code: 'not_authorized' }, // [R] our account is suspended
  '9': { is: 'retry', code: 'no_credit' }, // [R]
  '10': { is: 'retry', code: 'throttled' }, // [R] too many connections
  '11': { is: 'retry', code: 'not_authorized' }, // [R] the account may use SMPP only
  '12': { is: 'rejected', code: 'too_long' }, // [R]
  '14': { is: 'retry', code: 'not_authorized' }, // [R] the signature
  '15': { is: 'sender', blockMs: 600_000 }, // [R] not allowed to send from this number or name
  '22': { is: 'rejected', code: 'bad_number' }, // [R] the network's code
  '23': { is: 'rejected', code: 'bad_request' }, // [R] the callback's address
  '29': { is: 'rejected', code: 'not_verified' }, // [R] a trial account writes to listed numbers only
  '32': { is: 'retry', code: 'not_authorized' }, // [?] the secret must not be in the request
  '33': { is: 'rejected', code: 'bad_number' }, // [?] the network has de-activated it; of an opt-out it says nothing
};

interface Part {
  readonly status?: unknown;
  readonly 'message-id'?: unknown;
  readonly 'error-text'?: unknown;
}

export function answerOf(answer: HttpAnswer, detail: string, now = Date.now()): SenderAnswer {
  const afterMs = retryAfterMs(answer.headers['retry-after'], now);
  if (answer.status !== 200) return ofStatus(answer.status, afterMs);
  const { messages } = jsonOf(answer);
  if (!Array.isArray(messages) || messages.length === 0) return { kind: 'unknown', code: 'no_answer' };
  const parts = messages as Part[];
  const refused = parts.find(({ status }) => status !== TAKEN);
  if (!refused) return { kind: 'sent', providerMessageId: textOf(parts[0]?.['message-id']), detail };
  // The recipient may get half of it: whether to send it again is not for us to say.
  if (refused !== parts[0]) return { kind: 'unknown', code: 'partly_taken', detail: textOf(refused['error-text']) };
  return ofPart(refused, afterMs);
}

function ofStatus(status: number, afterMs: number | undefined): Outcome {
  if (status === 429) return { kind: 'retry', code: 'throttled', afterMs };
  if (status === 401 || status === 403) return { kind: 'retry', code: 'not_authorized', afterMs };
  if (status === 400 || status === 422) return { kind: 'rejected', code: 'bad_request' };
  return { kind: 'retry', code: `http_${status}`, afterMs };
}

function ofPart(part: Part, afterMs: number | undefined): SenderAnswer {
  const detail = textOf(part['error-text']);
  const status = textOf(part.status) ?? '';
  const meaning = STATUS[status];
  if (!meaning) return { kind: 'rejected', code: `vonage_${status.slice(0, 4) || 'unknown'}`, detail };
  if (meaning.is === 'sender') {
    return {
      kind: 'sender_refused',
      blockMs: meaning.blockMs,
      otherwise: { kind: 'retry', code: 'sender_refused', detail },
    };
  }
  if (meaning.is === 'rejected') return { kind: 'rejected', code: meaning.code, detail };
  return { kind: 'retry', code: meaning.code, detail, afterMs };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
