import type { Outcome } from '#libs/delivery';
import { retryAfterMs } from '#libs/provider-http';

export interface WebPushAnswer {
  readonly status: number;
  readonly location?: string | undefined;
  readonly retryAfter?: string | undefined;
}

export function outcomeOf({ status, location, retryAfter }: WebPushAnswer, now = Date.now()): Outcome {
  if (status >= 200 && status < 300) return { kind: 'sent', providerMessageId: location };
  const detail = `the push service answered ${status}`;
  if (status === 404 || status === 410) return { kind: 'rejected', code: 'unregistered', detail };
  if (status === 413) return { kind: 'rejected', code: 'too_large', detail };
  if (status === 400) return { kind: 'rejected', code: 'bad_request', detail };
  const afterMs = retryAfterMs(retryAfter, now);
  if (status === 429) return { kind: 'retry', code: 'throttled', detail, afterMs };
  // The subscription may be made with another key than ours, or ours is wrong: it waits until that is mended.
  if (status === 401 || status === 403) return { kind: 'retry', code: 'not_authorized', detail, afterMs };
  return { kind: 'retry', code: status < 400 ? 'redirect' : `http_${status}`, detail, afterMs };
}
