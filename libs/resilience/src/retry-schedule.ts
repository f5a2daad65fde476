/** Retrying as data: how long to wait after each attempt. Pure, so that it can be read, tested and shown. */

export interface RetrySchedule {
  /** After attempt 1, 2, …; when they are used up, the delivery is given up. */
  readonly delaysMs: readonly number[];
  /** Share of the delay by which it varies either way, so that what failed together does not come back together. */
  readonly jitter: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const schedule = (...delaysMs: number[]): RetrySchedule => ({ delaysMs, jitter: 0.2 });

export type ScheduleName = keyof typeof RETRY_SCHEDULES;

/** By channel; a critical message cannot wait for minutes at first. */
export const RETRY_SCHEDULES = {
  email: schedule(15 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR),
  sms: schedule(5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE),
  push: schedule(5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR),
  in_app: schedule(SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE),
  /** Standard Webhooks: after 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h. */
  webhook: schedule(5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR),
  chat: schedule(5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR),
  critical: schedule(SECOND, 3 * SECOND, 10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE),
} as const;

/** Milliseconds from the end of that attempt to the next; undefined when there is none. `random` is in [0, 1). */
export function retryDelay(
  { delaysMs, jitter }: RetrySchedule,
  attempt: number,
  random: number,
  timeFactor = 1,
): number | undefined {
  const delay = delaysMs[attempt - 1];
  if (delay === undefined) return undefined;
  return Math.round(delay * timeFactor * (1 - jitter + 2 * jitter * random));
}

/** Delays that double from `firstMs` to `mostMs`, for what is asked again until it is known. `count` is from 0. */
export const growingDelay = (firstMs: number, mostMs: number, count: number): number =>
  Math.min(firstMs * 2 ** Math.min(count, 30), mostMs);
