/**
 * How soon a number may send again: a place in line for each message, one behind the other. What is critical stands in a line
 * of its own and pushes the other back, so that nothing waits in front of it.
 */
export class NumberRate {
  private free = 0;
  private freeForCritical = 0;

  constructor(private readonly perSecond: number) {}

  /** The wait until its turn, which is taken with it; a longer one than `patienceMs` is told and not taken. */
  take(segments: number, critical: boolean, patienceMs: number, now: number): { waitMs: number; taken: boolean } {
    const begins = Math.max(now, critical ? this.freeForCritical : this.free);
    const waitMs = begins - now;
    if (waitMs > patienceMs) return { waitMs, taken: false };
    const lasts = (segments * 1_000) / this.perSecond;
    if (critical) {
      this.freeForCritical = begins + lasts;
      this.free = Math.max(this.free, now) + lasts;
    } else {
      this.free = begins + lasts;
    }
    return { waitMs, taken: true };
  }
}
