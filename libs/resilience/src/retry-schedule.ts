/** Retrying as data: how long to wait after each attempt. Pure, so that it can be read, tested and shown. */

export interface RetrySchedule {
  /** After attempt 1, 2, …; when they are used up, the delivery is given up. */
  readonly delaysMs: readonly number[];
  /** Between which shares of it a delay lies, so that what failed together does not come back together. */
  readonly jitter: readonly [least: number, most: number];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Anywhere up to it: this spreads what failed together better than anything that keeps a part of the delay. */
const FULL = [0, 1] as const;

/** Each delay so many times the one before, up to a bound. */
const exponential = (firstMs: number, times: number, mostMs: number, count: number): RetrySchedule => ({
  delaysMs: Array.from({ length: count }, (_, i) => Math.min(firstMs * times ** i, mostMs)),
  jitter: FULL,
});

/** What is urgent comes sooner, and what is not leaves the way free. */
const byPriority = (firstMs: number, times: number, mostMs: number, count: number) => ({
  critical: exponential(2 * SECOND, 3, 20 * MINUTE, 6),
  high: exponential(firstMs / 2, times, mostMs, count),
  medium: exponential(firstMs, times, mostMs, count),
  low: exponential(firstMs * 2, times, mostMs, count),
});

/** Standard Webhooks: after 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h. Its receivers know these times. */
const STANDARD_WEBHOOKS: RetrySchedule = {
  delaysMs: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR],
  jitter: [0.8, 1.2],
};

/** By channel and priority. */
export const RETRY_SCHEDULES = {
  email: byPriority(30 * SECOND, 5, 4 * HOUR, 5),
  sms: byPriority(10 * SECOND, 5, HOUR, 5),
  push: byPriority(10 * SECOND, 5, 2 * HOUR, 5),
  in_app: byPriority(2 * SECOND, 5, 20 * MINUTE, 5),
  webhook: {
    critical: STANDARD_WEBHOOKS,
    high: STANDARD_WEBHOOKS,
    medium: STANDARD_WEBHOOKS,
    low: STANDARD_WEBHOOKS,
  },
  chat: byPriority(10 * SECOND, 5, 2 * HOUR, 5),
} as const;

/** Milliseconds from the end of that attempt to the next; undefined when there is none. `random` is in [0, 1). */
export function retryDelay(
  { delaysMs, jitter: [least, most] }: RetrySchedule,
  attempt: number,
  random: number,
  timeFactor = 1,
): number | undefined {
  const delay = delaysMs[attempt - 1];
  if (delay === undefined) return undefined;
  return Math.round(delay * timeFactor * (least + (most - least) * random));
}

/** Delays that double from `firstMs` to `mostMs`, for what is asked again until it is known. `count` is from 0. */
export const growingDelay = (firstMs: number, mostMs: number, count: number): number =>
  Math.min(firstMs * 2 ** Math.min(count, 30), mostMs);
