import type { Outcome } from '#libs/delivery';
import { networkOutcome, retryAfterMs } from '#libs/provider-http';

/** What firebase-admin's HTTP client knows of a call that went wrong, before it makes an error of its own of it. */
export interface RawFailure {
  readonly code?: unknown;
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly data?: string;
  };
}

export class FcmFailure extends Error {
  constructor(readonly failure: RawFailure) {
    super('the call to FCM failed');
    this.name = 'FcmFailure';
  }
}

/** The codes that no later attempt changes. */
const FOR_GOOD: Readonly<Record<string, string>> = {
  UNREGISTERED: 'unregistered',
  NOT_FOUND: 'unregistered',
  INVALID_ARGUMENT: 'bad_request',
  SENDER_ID_MISMATCH: 'sender_mismatch',
};

export function outcomeOf(failure: RawFailure, now = Date.now()): Outcome {
  const { response } = failure;
  if (!response) return networkOutcome(failure);
  const { code, message } = errorIn(response.data);
  const known = code === undefined ? undefined : FOR_GOOD[code];
  if (known) return { kind: 'rejected', code: known, detail: message };
  const afterMs = retryAfterMs(response.headers['retry-after'], now);
  if (response.status === 429) return { kind: 'retry', code: 'throttled', afterMs };
  // A refused key is our mistake and not the message's: it waits until that is mended.
  if (isNotAuthorized(response.status)) return { kind: 'retry', code: 'not_authorized', afterMs };
  if (response.status === 400) return { kind: 'rejected', code: 'bad_request', detail: message };
  return { kind: 'retry', code: `http_${response.status}`, afterMs };
}

export const isNotAuthorized = (status: number | undefined): boolean => status === 401 || status === 403;

interface ErrorBody {
  readonly error?: {
    readonly status?: string;
    readonly message?: string;
    readonly details?: readonly { readonly errorCode?: string }[];
  };
}

function errorIn(text: string | undefined): { code?: string; message?: string } {
  try {
    const { error } = JSON.parse(text ?? '') as ErrorBody;
    const detailed = error?.details?.find(({ errorCode }) => errorCode)?.errorCode;
    return { code: detailed ?? error?.status, message: error?.message };
  } catch {
    return {};
  }
}
