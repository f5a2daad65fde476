import { CarillonProblem, CarillonUnreachable } from './errors.js';

export interface RetryOptions {
  /** Attempts in all. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly mostMs: number;
  /** A longer Retry-After is not waited for: the problem is thrown instead. */
  readonly mostRetryAfterMs: number;
}

export const RETRY: RetryOptions = { attempts: 5, baseMs: 200, mostMs: 10_000, mostRetryAfterMs: 60_000 };

const NOT_DONE = [429, 503];
const MAYBE_DONE = [500, 502, 504];

/**
 * How long to wait before this attempt (the second is the first that waits), undefined where none makes sense. Exponential with full jitter; never shorter
 * than Carillon asks. `safe`: doing it again does no harm, by the method or by an idempotency key.
 */
export function delayBefore(
  attempt: number,
  error: unknown,
  safe: boolean,
  options: RetryOptions,
  random = Math.random,
) {
  if (attempt > options.attempts || !mayRetry(error, safe)) return undefined;
  const backoff = random() * Math.min(options.mostMs, options.baseMs * 2 ** (attempt - 2));
  const asked = error instanceof CarillonProblem ? (error.retryAfter ?? 0) * 1_000 : 0;
  return asked > options.mostRetryAfterMs ? undefined : asked + backoff;
}

function mayRetry(error: unknown, safe: boolean): boolean {
  if (error instanceof CarillonUnreachable) return safe;
  if (!(error instanceof CarillonProblem)) return false;
  // 409 with Retry-After: an earlier attempt of ours with this key is still running.
  const running = error.status === 409 && error.retryAfter !== undefined;
  return NOT_DONE.includes(error.status) || running || (safe && MAYBE_DONE.includes(error.status));
}

/** Retry-After is seconds or a date. */
export function retryAfterOf(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
