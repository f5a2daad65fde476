/**
 * How many messages a second an account is given. Each share of the rate is a stream in which every message has its place (GCRA):
 * what is counted is only the time until which the places are taken, so that any number of instances can share it.
 */

/** Some go together, so that groups can be claimed: within a tenth of a second, at a rate that makes up for it. */
const TOGETHER_MS = 100;

/** From the door to the provider there is a connection, and whatever else the process has to do just then. */
const AFTER_DOOR_MS = 25;

/** Of the rate, for critical alone. What is not critical gets the rest. */
const CRITICAL_SHARE = 0.2;

export interface Stream {
  /** Between two messages. */
  readonly intervalMs: number;
  /** How far before its place a message may go. */
  readonly aheadMs: number;
}

/**
 * In no second go more than `perSecond` of them. `spareMs` slower than that, since messages are not equally long on their way: one that
 * is late by so much still does not meet too many of those behind it.
 */
export const streamOf = (perSecond: number, spareMs = 0): Stream => ({
  intervalMs: (1_000 + TOGETHER_MS + spareMs) / perSecond,
  aheadMs: TOGETHER_MS,
});

export const criticalShare = (perSecond: number): number => perSecond * CRITICAL_SHARE;
export const commonShare = (perSecond: number): number => perSecond * (1 - CRITICAL_SHARE);

export interface Granted {
  readonly count: number;
  /** Until there may be more; 0: at once. */
  readonly waitMs: number;
}

/** The places that are free now. `takenUntil` is the place of the next message. */
function placesFor(most: number, takenUntil: number, { intervalMs, aheadMs }: Stream, now: number) {
  const from = Math.max(takenUntil, now);
  const free = Math.floor((now + aheadMs - from) / intervalMs) + 1;
  const count = Math.max(0, Math.min(most, free));
  const next = from + count * intervalMs;
  return { count, takenUntil: next, waitMs: Math.max(0, Math.ceil(next - aheadMs - now)) };
}

/** The streams of one instance alone, for when nothing is shared. */
export class LocalPace {
  private readonly streams: { readonly stream: Stream; takenUntil: number }[];

  /** What the first has no place for goes to the next. */
  constructor(
    streams: readonly Stream[],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.streams = streams.map((stream) => ({ stream, takenUntil: 0 }));
  }

  take(most: number): Granted {
    const now = this.now();
    let count = 0;
    let waitMs = Infinity;
    for (const one of this.streams) {
      const places = placesFor(most - count, one.takenUntil, one.stream, now);
      one.takenUntil = places.takenUntil;
      count += places.count;
      waitMs = Math.min(waitMs, places.waitMs);
    }
    return { count, waitMs };
  }
}

/**
 * The last door before the provider. What was given its place in time may be held up on its way, by the database for one, and would
 * arrive together with what comes after it.
 */
export class Door {
  private readonly stream: Stream;
  private takenUntil = 0;

  constructor(
    perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.stream = streamOf(perSecond, AFTER_DOOR_MS);
  }

  /** 0: so many may go now, together. Else the time after which to ask again: nothing is promised for then. */
  waitFor(count: number): number {
    const { intervalMs, aheadMs } = this.stream;
    const now = this.now();
    const next = Math.max(this.takenUntil, now) + count * intervalMs;
    const waitMs = next - intervalMs - aheadMs - now;
    if (waitMs > 0 && this.takenUntil > now) return Math.ceil(waitMs);
    this.takenUntil = next;
    return 0;
  }
}
