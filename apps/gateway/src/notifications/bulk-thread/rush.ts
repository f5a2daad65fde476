import type { Rush as Holds } from '#libs/messaging';

/** So long without a bulk, and it is over. */
const LULL_MS = 30;
/** What was taken in at its beginning waits no longer than that. */
const MOST_MS = 5_000;

/**
 * From the first bulk to the first lull: whoever sends many wants them taken in, and some of what they begin can wait until then. One
 * that does not end is over after a while, and the next begins after a lull.
 */
export class Rush implements Holds {
  on = false;
  private underWay = 0;
  private began = false;
  private lull: NodeJS.Timeout | undefined;
  private enough: NodeJS.Timeout | undefined;
  private readonly listeners: (() => void)[] = [];

  onEnd(listener: () => void): void {
    this.listeners.push(listener);
  }

  async during<Result>(bulk: () => Promise<Result>): Promise<Result> {
    this.underWay += 1;
    clearTimeout(this.lull);
    if (!this.began) this.begin();
    try {
      return await bulk();
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.lull = setTimeout(() => this.rest(), LULL_MS);
    }
  }

  private begin(): void {
    this.began = this.on = true;
    this.enough = setTimeout(() => this.end(), MOST_MS);
  }

  private rest(): void {
    clearTimeout(this.enough);
    this.began = false;
    if (this.on) this.end();
  }

  private end(): void {
    this.on = false;
    for (const listener of this.listeners) listener();
  }
}
