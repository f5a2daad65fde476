import type { Clock, Deadline } from './deadline.js';

/** Even good clocks drift apart. */
const TRUSTED_MS = 60_000;
/** Much more than they drift meanwhile. */
const MARGIN_MS = 100;

/** What a caller knows of the clock of its peer: by the time its answer took, it thinks it slower than it is, and errs to be early. */
export class PeerClock {
  private seen: { readonly clock: Clock; readonly at: number } | undefined;

  constructor(private readonly ask: () => Promise<Clock | undefined>) {}

  forget(): void {
    this.seen = undefined;
  }

  /** undefined: the peer is of a release without deadlines. */
  async deadlineIn(ms: number): Promise<Deadline | undefined> {
    if (!this.seen || performance.now() - this.seen.at > TRUSTED_MS) {
      const clock = await this.ask();
      this.seen = clock && { clock, at: performance.now() };
    }
    if (!this.seen) return undefined;
    const { clock, at } = this.seen;
    return { run: clock.run, at: clock.now + (performance.now() - at) + ms - MARGIN_MS };
  }
}
