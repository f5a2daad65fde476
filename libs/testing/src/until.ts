import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  timeoutMs?: number;
  everyMs?: number;
  /** Said when the time is up: what was waited for. */
  what?: string;
}

type Falsy = false | null | undefined | 0 | '';

/**
 * Asks again until the answer is neither falsy nor an error, and answers it. For what gives no signal of its own: a row
 * that another process writes, a page that comes up. What throws counts as "not yet"; the last error is told at the end.
 */
export async function until<T>(ask: () => T | Promise<T>, options: UntilOptions = {}): Promise<Exclude<T, Falsy>> {
  const { timeoutMs = 10_000, everyMs = 20, what = 'the condition' } = options;
  const end = performance.now() + timeoutMs;
  let last: unknown = 'no answer';
  for (;;) {
    try {
      last = await ask();
      if (last) return last as Exclude<T, Falsy>;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= end) break;
    await pause(everyMs);
  }
  const told = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`Waited ${timeoutMs} ms in vain for ${what}; the last answer: ${told}`, {
    cause: last instanceof Error ? last : undefined,
  });
}
