/**
 * Decides when a writer wakes the relays: only when what it writes is due before anything it has announced already and
 * that is still to come. Relays look for themselves at every time that was announced. What was announced counts only
 * after the commit, since a rolled back NOTIFY is none.
 */
export class Announcer {
  private earliest = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether relays must be told of something that wakes in so many milliseconds. */
  isNews(wakeInMs: number): boolean {
    const now = this.now();
    return this.earliest <= now || now + wakeInMs < this.earliest;
  }

  committed(wakeInMs: number): void {
    this.earliest = this.now() + wakeInMs;
  }
}

/** Each schema has its own. */
export const channelOf = (schema: string): string => `${schema}.outbox`;
