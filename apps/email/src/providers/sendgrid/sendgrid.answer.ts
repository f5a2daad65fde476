import type { Outcome, Trial } from '#libs/delivery';
import { retryAfterMs } from '#libs/provider-http';

export interface SendgridAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

interface FieldError {
  readonly message?: string;
  readonly field?: string | null;
}

/** SendGrid takes a call as a whole or not at all, so one bad item has these refuse all of them. */
const ABOUT_CONTENT = new Set([400, 413, 422]);

export const isAboutContent = ({ status }: SendgridAnswer): boolean => ABOUT_CONTENT.has(status);

/** The personalizations that the answer complains about, where it says which. */
export function refusals({ status, body }: SendgridAnswer): Map<number, Outcome> {
  const found = new Map<number, Outcome>();
  for (const error of errorsOf(body)) {
    const index = /^personalizations\.(\d+)/.exec(error.field ?? '')?.[1];
    if (index) found.set(Number(index), refusal(status, error));
  }
  return found;
}

/** The table of SendGrid's answers. A key that is refused is our mistake and not the message's: it waits until that is mended. */
export function outcomeOf(answer: SendgridAnswer, now = Date.now()): Outcome {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return { kind: 'sent', providerMessageId: text(headers['x-message-id']) };
  if (isAboutContent(answer)) return refusal(status, errorsOf(body)[0]);
  if (status === 401 || status === 403) return { kind: 'retry', code: 'not_authorized' };
  if (status === 429) return { kind: 'retry', code: 'throttled', afterMs: waitOf(headers, now) };
  return { kind: 'retry', code: `http_${status}`, afterMs: retryAfterMs(headers['retry-after'], now) };
}

/** Of /v3/scopes. */
export function trialOf(answer: SendgridAnswer | Outcome): Trial {
  if ('kind' in answer) return { ok: false, code: 'code' in answer ? answer.code : 'no_answer' };
  const { status, body } = answer;
  const detail = errorsOf(body)[0]?.message ?? `SendGrid answered ${status}`;
  if (status === 401 || status === 403) return { ok: false, code: 'not_authorized', detail };
  if (status !== 200) return { ok: false, code: status === 429 ? 'throttled' : `http_${status}`, detail };
  const { scopes } = (body ?? {}) as { scopes?: unknown };
  if (Array.isArray(scopes) && scopes.includes('mail.send')) return { ok: true };
  return { ok: false, code: 'scope_missing', detail: 'The key has not the scope mail.send' };
}

function refusal(status: number, error: FieldError | undefined): Outcome {
  const detail = error?.message ?? `SendGrid answered ${status}`;
  if (status === 413) return { kind: 'rejected', code: 'too_large', detail };
  return { kind: 'rejected', code: /\.to(\.|$)/.test(error?.field ?? '') ? 'bad_address' : 'bad_request', detail };
}

/** SendGrid says when the window ends (an epoch in seconds), not how long to wait. */
function waitOf(headers: SendgridAnswer['headers'], now: number): number | undefined {
  const wait = retryAfterMs(headers['retry-after'], now);
  const reset = Number(headers['x-ratelimit-reset']);
  return (
    wait ?? (Number.isFinite(reset) && reset > 0 ? Math.min(Math.max(reset * 1000 - now, 0), 3_600_000) : undefined)
  );
}

function errorsOf(body: unknown): FieldError[] {
  const errors = typeof body === 'object' && body !== null ? (body as { errors?: unknown }).errors : undefined;
  return Array.isArray(errors)
    ? errors.filter((one): one is FieldError => typeof one === 'object' && one !== null)
    : [];
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
