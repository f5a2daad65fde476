/**
 * The sliding-window counter: of each limit two numbers are kept, what was counted in the window of the clock that runs and in the
 * one before, which weighs as much as of it still lies within a window's length of now. It takes for granted that what came
 * before came evenly. So it never admits more than the limit in a window of the clock; in any other span of that length more by
 * at most what the window before had, times the part of the present one that is over; and it refuses nobody while both windows
 * together hold less than the limit.
 */
export interface Rule {
  readonly limit: number;
  readonly windowMs: number;
  /** A quota does not slide: it is whole again when its window ends, which for a day is midnight UTC. */
  readonly slides: boolean;
}

export interface Counts {
  /** Which window since 1970. */
  readonly index: number;
  readonly current: number;
  readonly before: number;
}

/** Where a limit stands. */
export interface Standing {
  readonly left: number;
  /** Until the window of the clock ends. */
  readonly resetMs: number;
  /** Until one more fits; 0: now. */
  readonly waitMs: number;
}

/** What the counts are at this moment. A clock that was put back goes on with the window that it had reached. */
export function countsAt(stored: Counts | undefined, windowMs: number, now: number): Counts {
  const index = Math.floor(now / windowMs);
  if (!stored || stored.index < index - 1) return { index, current: 0, before: 0 };
  return stored.index === index - 1 ? { index, current: 0, before: stored.current } : stored;
}

const elapsedOf = ({ index }: Counts, windowMs: number, now: number): number => Math.max(0, now - index * windowMs);

export function roomIn({ limit, windowMs, slides }: Rule, counts: Counts, now: number): number {
  const elapsed = elapsedOf(counts, windowMs, now);
  const weighted = (Number(slides) * counts.before * (windowMs - elapsed)) / windowMs;
  return Math.max(0, Math.floor(limit - weighted - counts.current));
}

export function standingOf(rule: Rule, counts: Counts, now: number): Standing {
  const left = roomIn(rule, counts, now);
  const resetMs = rule.windowMs - elapsedOf(counts, rule.windowMs, now);
  return { left, resetMs, waitMs: left > 0 ? 0 : waitOf(rule, counts, resetMs) };
}

function waitOf({ limit, windowMs, slides }: Rule, { current, before }: Counts, resetMs: number): number {
  // The window before weighs too much, and less with every moment.
  if (current < limit) return Math.floor(resetMs - (windowMs * (limit - current - 1)) / before) + 1;
  if (!slides) return resetMs;
  return Math.floor(resetMs + windowMs * (1 - (limit - 1) / current)) + 1;
}
