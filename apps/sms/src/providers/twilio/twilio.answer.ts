import type { Outcome, Trial } from '#libs/delivery';
import { retryAfterMs } from '#libs/provider-http';
import type { SenderAnswer } from '../../senders/send-by-pool.js';

/** Twilio's refusal of a message. */
export class TwilioRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number | undefined,
    message: string,
    readonly retryAfter: unknown,
  ) {
    super(message);
    this.name = 'TwilioRefusal';
  }

  static of(status: number, body: unknown, headers: unknown): TwilioRefusal {
    const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    const text = typeof message === 'string' ? message : `Twilio answered ${status}`;
    const wait = (headers as Record<string, unknown> | undefined)?.['retry-after'];
    return new TwilioRefusal(status, typeof code === 'number' ? code : undefined, text, wait);
  }
}

/**
 * Refused for good: no later attempt with this number and text can go better, from whichever number of ours. An opt-out is one
 * of these: another number must not be a way around it. https://www.twilio.com/docs/api/errors; since 2024 Twilio tells some of them
 * apart by codes of their own (their changelog of 10 July 2024), so both are here.
 */
const FOR_GOOD: Readonly<Record<number, string>> = {
  21211: 'bad_number', // [R]
  21214: 'bad_number',
  21217: 'bad_number',
  21265: 'bad_number', // a short code [?]
  21266: 'bad_number', // our own number [?]
  21401: 'bad_number',
  21408: 'region_not_permitted', // [R]
  21421: 'bad_number',
  21601: 'not_mobile',
  21602: 'empty_body', // [R]
  21604: 'bad_number', // none given
  21605: 'too_long',
  21608: 'not_verified', // a trial account writes to verified numbers only [R]
  21610: 'opted_out', // [R]
  21614: 'not_mobile', // [R]
  21617: 'too_long', // [R]
  21635: 'not_mobile', // a landline [?]
  30003: 'not_reachable', // [R]
  30004: 'blocked',
  30005: 'bad_number', // [R]
  30006: 'not_mobile', // [R]
  30007: 'filtered',
};

interface NumberFault {
  readonly otherwise: Outcome;
  readonly blockMs: number;
}

const MINUTE = 60_000;
/** It is wrong until somebody mends it: looked at again now and then. */
const UNUSABLE: NumberFault = { otherwise: { kind: 'retry', code: 'sender_refused' }, blockMs: 10 * MINUTE };

/** Refused for the sake of the number that it was to come from: another one may do. */
const OF_THE_NUMBER: Readonly<Record<number, NumberFault>> = {
  21212: UNUSABLE, // no valid number [R]
  21603: UNUSABLE,
  21606: UNUSABLE, // cannot send short messages, or is not ours [R]
  21611: { otherwise: { kind: 'retry', code: 'throttled', afterMs: MINUTE }, blockMs: MINUTE }, // its queue is full [R]
  21612: { otherwise: { kind: 'rejected', code: 'not_reachable' }, blockMs: 0 }, // not from here to there [R]
  21659: UNUSABLE, // not a number of Twilio's [?]
  21660: UNUSABLE, // of another account [?]
  21661: UNUSABLE, // cannot send short messages [?]
};

/** What the refusal of one number means, the pool's other numbers considered. */
export function answerOf(refusal: TwilioRefusal, now = Date.now()): SenderAnswer {
  const fault = refusal.code === undefined ? undefined : OF_THE_NUMBER[refusal.code];
  if (!fault) return outcomeOf(refusal, now);
  const { otherwise, blockMs } = fault;
  return { kind: 'sender_refused', blockMs, otherwise: { ...otherwise, detail: refusal.message } };
}

export function outcomeOf(refusal: TwilioRefusal, now = Date.now()): Outcome {
  const { status, code, message, retryAfter } = refusal;
  const known = code === undefined ? undefined : FOR_GOOD[code];
  if (known) return { kind: 'rejected', code: known, detail: message };
  const afterMs = retryAfterMs(retryAfter, now);
  if (status === 429 || code === 20429) return { kind: 'retry', code: 'throttled', afterMs };
  // A refused key or a wrong account is our mistake and not the message's: it waits until that is mended.
  if (status === 401 || status === 403 || status === 404) return { kind: 'retry', code: 'not_authorized', afterMs };
  if (status === 400) return { kind: 'rejected', code: code ? `twilio_${code}` : 'bad_request', detail: message };
  return { kind: 'retry', code: `http_${status}`, afterMs };
}

/** Of what the account itself was asked. */
export function refusedTrial(refusal: TwilioRefusal): Trial {
  const outcome = outcomeOf(refusal);
  return { ok: false, code: 'code' in outcome ? outcome.code : 'refused', detail: refusal.message };
}
