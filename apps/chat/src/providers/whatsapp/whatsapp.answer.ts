/**
 * What WhatsApp's Cloud API answers. [R] Its codes are what counts, not its HTTP statuses nor its titles: "Cloud API error codes" of Meta's
 * own pages. Some of them come later, with a callback, for a message that was taken.
 */
import type { Outcome } from '#libs/delivery';
import { jsonOf, retryAfterMs, type HttpAnswer } from '#libs/provider-http';

type Meaning = readonly ['rejected' | 'retry', string];

const NOT_AUTHORIZED: Meaning = ['retry', 'not_authorized'];
const THROTTLED: Meaning = ['retry', 'throttled'];
const PROVIDER_ERROR: Meaning = ['retry', 'provider_error'];
const BAD_REQUEST: Meaning = ['rejected', 'bad_request'];
const BAD_TEMPLATE: Meaning = ['rejected', 'bad_template'];

const CODES: Readonly<Record<number, Meaning>> = {
  0: NOT_AUTHORIZED, // [R]
  1: PROVIDER_ERROR, // [R]
  2: PROVIDER_ERROR, // [R]
  3: NOT_AUTHORIZED, // [R]
  4: THROTTLED, // [R] calls of the app
  10: NOT_AUTHORIZED, // [R]
  33: NOT_AUTHORIZED, // [R] our number is gone
  100: BAD_REQUEST, // [R]
  190: NOT_AUTHORIZED, // [R] the token has run out
  368: ['retry', 'account_blocked'], // [R]
  80007: THROTTLED, // [R] calls of the account
  130429: THROTTLED, // [R] messages of the number
  130472: ['rejected', 'not_reachable'], // [?] part of an experiment of theirs
  130497: ['rejected', 'region_not_permitted'], // [R]
  131000: PROVIDER_ERROR, // [R]
  131005: NOT_AUTHORIZED, // [R]
  131008: BAD_REQUEST, // [R]
  131009: BAD_REQUEST, // [R]
  131016: PROVIDER_ERROR, // [R]
  131021: ['rejected', 'bad_number'], // [R] our own number
  131026: ['rejected', 'not_reachable'], // [R] no WhatsApp there, among other things
  131031: ['retry', 'account_blocked'], // [R]
  131037: NOT_AUTHORIZED, // [?] our display name is not approved
  131042: ['retry', 'no_credit'], // [R]
  131045: NOT_AUTHORIZED, // [R] our number is not registered
  131047: ['rejected', 'window_closed'], // [R] only a template reaches somebody who has not written for a day
  131048: THROTTLED, // [R] restricted, since many have called it spam
  131049: ['rejected', 'filtered'], // [?] enough marketing for this person
  131050: ['rejected', 'opted_out'], // [?]
  131051: BAD_REQUEST, // [R]
  131056: THROTTLED, // [R] too much between these two numbers
  131057: PROVIDER_ERROR, // [?] the account is being looked after
  132000: BAD_TEMPLATE, // [R] the number of parameters
  132001: BAD_TEMPLATE, // [R] no such template in this language
  132005: ['rejected', 'too_long'], // [R]
  132007: BAD_TEMPLATE, // [R]
  132012: BAD_TEMPLATE, // [R]
  132015: BAD_TEMPLATE, // [R] paused
  132016: BAD_TEMPLATE, // [R] switched off
  133010: NOT_AUTHORIZED, // [R]
};

export function outcomeOf(answer: HttpAnswer, now = Date.now()): Outcome {
  const { status, headers } = answer;
  if (status === 200) return taken(answer);
  const afterMs = retryAfterMs(headers['retry-after'], now);
  const { code, detail } = errorOf(answer);
  if (status >= 500 || status < 400) return { kind: 'retry', code: `http_${status}`, detail, afterMs };
  const [kind, word] = meaningOf(status, code);
  return kind === 'rejected' ? { kind, code: word, detail } : { kind, code: word, detail, afterMs };
}

function taken(answer: HttpAnswer): Outcome {
  const { messages } = jsonOf(answer);
  const [first] = Array.isArray(messages) ? (messages as readonly ({ readonly id?: unknown } | null)[]) : [];
  const id = first?.id;
  return typeof id === 'string' ? { kind: 'sent', providerMessageId: id } : { kind: 'unknown', code: 'no_answer' };
}

function errorOf(answer: HttpAnswer): { code?: number; detail?: string } {
  const { error } = jsonOf(answer) as { error?: { code?: unknown; message?: unknown } };
  return {
    ...(typeof error?.code === 'number' && { code: error.code }),
    ...(typeof error?.message === 'string' && { detail: error.message }),
  };
}

function meaningOf(status: number, code: number | undefined): Meaning {
  const known = code === undefined ? undefined : CODES[code];
  if (known) return known;
  if (status === 429) return THROTTLED;
  // [R] 200 to 299 are permissions.
  if (status === 401 || status === 403 || (code !== undefined && code >= 200 && code < 300)) return NOT_AUTHORIZED;
  return ['rejected', code === undefined ? 'bad_request' : `whatsapp_${code}`];
}
