import { problems, type Problem } from '#libs/http';
import type { Counter } from './counting/counters.js';
import type { Standing } from './counting/sliding-window.js';

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));

/** What is everybody's is nobody's business. */
const isShown = ({ name }: Counter): boolean => name !== 'deployment';

export interface CounterStanding {
  readonly counter: Counter;
  readonly standing: Standing;
}

/** RateLimit header fields, draft 11. */
export function rateLimitHeaders(told: readonly CounterStanding[]): Record<string, string> {
  const shown = told.filter(({ counter }) => isShown(counter));
  if (shown.length === 0) return {};
  const policy = shown.map(({ counter }) => `"${counter.label}";q=${counter.limit};w=${counter.windowMs / 1_000}`);
  const now = shown.map(({ counter, standing: { left, resetMs, waitMs } }) => {
    return `"${counter.label}";r=${left};t=${seconds(left > 0 ? resetMs : waitMs)}`;
  });
  return { 'ratelimit-policy': policy.join(', '), ratelimit: now.join(', ') };
}

export const rateLimited = ({ counter, standing }: CounterStanding): Problem =>
  problems.rateLimited(
    counter.name,
    `The limit ${counter.label} of ${counter.limit} in ${counter.windowMs / 1_000} s has no room left`,
    seconds(standing.waitMs),
  );
