/**
 * A window that slides with every moment. What was counted is kept in steps of a twentieth of the window, each with the time of the
 * last item in it, and a step is forgotten as a whole when that time is a window ago. So in no span of a window's length is more
 * admitted than the limit, whatever comes when; nobody is refused while the last window and a twentieth hold less; and what came at
 * once is free again exactly a window later.
 */
export interface Rule {
  readonly limit: number;
  readonly windowMs: number;
  /** A quota does not slide: it is whole again when its window ends, which for a day is midnight UTC. */
  readonly slides: boolean;
}

interface Step {
  /** When the last of it came. */
  readonly at: number;
  readonly count: number;
}

export interface Counts {
  /** Oldest first. */
  readonly steps: readonly Step[];
  readonly total: number;
}

/** Where a limit stands. */
export interface Standing {
  readonly left: number;
  /** Until all that is counted is forgotten; what comes now, if nothing is. */
  readonly resetMs: number;
  /** Until one more fits; 0: now. */
  readonly waitMs: number;
}

const STEPS = 20;
const NONE: Counts = { steps: [], total: 0 };

const stepOf = ({ windowMs, slides }: Rule, at: number): number =>
  Math.floor(slides ? (at * STEPS) / windowMs : at / windowMs);

/** When what was counted then is forgotten. */
const endOf = ({ windowMs, slides }: Rule, at: number): number =>
  slides ? at + windowMs : (Math.floor(at / windowMs) + 1) * windowMs;

/** A clock that was put back goes on from where it had been. */
const reached = ({ steps }: Counts, now: number): number => Math.max(now, steps.at(-1)?.at ?? 0);

/** What the counts are at this moment. */
export function countsAt(stored: Counts = NONE, rule: Rule, now: number): Counts {
  const time = reached(stored, now);
  const first = stored.steps.findIndex(({ at }) => endOf(rule, at) > time);
  if (first === 0) return stored;
  return first < 0 ? NONE : countsOf(stored.steps.slice(first));
}

const countsOf = (steps: readonly Step[]): Counts => ({
  steps,
  total: steps.reduce((sum, { count }) => sum + count, 0),
});

export function withMore(rule: Rule, { steps, total }: Counts, items: number, now: number): Counts {
  const at = reached({ steps, total }, now);
  const last = steps.at(-1);
  const isOpen = last !== undefined && stepOf(rule, last.at) === stepOf(rule, at);
  const newest = { at, count: items + (isOpen ? last.count : 0) };
  return { steps: [...(isOpen ? steps.slice(0, -1) : steps), newest], total: total + items };
}

export const roomIn = ({ limit }: Rule, { total }: Counts): number => Math.max(0, limit - total);

export function standingOf(rule: Rule, counts: Counts, now: number): Standing {
  const left = roomIn(rule, counts);
  const resetMs = endOf(rule, reached(counts, now)) - now;
  return { left, resetMs, waitMs: left > 0 ? 0 : waitOf(rule, counts, now) };
}

function waitOf(rule: Rule, { steps, total }: Counts, now: number): number {
  let held = total;
  const last = steps.find(({ count }) => (held -= count) < rule.limit);
  return endOf(rule, last?.at ?? now) - now;
}
