/**
 * Decides when a writer wakes the relays: only when what it writes is due before anything it has announced already and
 * that is still to come. Relays look for themselves at every time that was announced. What was announced counts only
 * after the commit, since a rolled back NOTIFY is none.
 */
export class Announcer {
  private time = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** When relays look next, by what was announced. */
  get earliest(): number {
    return this.time;
  }

  /** Whether relays must be told of something that wakes in so many milliseconds. */
  isNews(wakeInMs: number): boolean {
    const now = this.now();
    return this.time <= now || now + wakeInMs < this.time;
  }

  /** `since`: before the transaction, so that no relay looks earlier than we believe. */
  committed(wakeInMs: number, since: number = this.now()): void {
    this.time = since + wakeInMs;
  }
}

/** Each schema has its own. */
export const channelOf = (schema: string): string => `${schema}.outbox`;
