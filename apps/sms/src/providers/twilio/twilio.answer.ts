import type { Outcome, Trial } from '#libs/delivery';
import { retryAfterMs } from '#libs/provider-http';

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

/** Refused for good: no later attempt with this number and text can go better. https://www.twilio.com/docs/api/errors */
const FOR_GOOD: Readonly<Record<number, string>> = {
  21211: 'bad_number',
  21214: 'bad_number',
  21217: 'bad_number',
  21401: 'bad_number',
  21408: 'region_not_permitted',
  21421: 'bad_number',
  21602: 'empty_body',
  21610: 'opted_out',
  21612: 'not_reachable',
  21614: 'not_mobile',
  21617: 'too_long',
  30003: 'not_reachable',
  30005: 'bad_number',
  30006: 'not_mobile',
};

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
