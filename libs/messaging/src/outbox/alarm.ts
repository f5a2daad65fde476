/** Sleeps until a time that can be moved forward, and only forward, while asleep or before. */
export class Alarm {
  private at = Infinity;
  private timer: NodeJS.Timeout | undefined;
  private sleeper: (() => void) | undefined;

  /** Wakes the sleeper in so many milliseconds, unless it wakes earlier anyway. */
  wakeIn(ms: number): void {
    const at = performance.now() + Math.max(0, ms);
    if (at >= this.at) return;
    this.at = at;
    if (this.sleeper) this.arm();
  }

  /** What was asked for while nobody slept is not forgotten. */
  sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.sleeper = resolve;
      this.arm();
    });
  }

  private ring(): void {
    clearTimeout(this.timer);
    this.at = Infinity;
    const resolve = this.sleeper;
    this.sleeper = undefined;
    resolve?.();
  }

  private arm(): void {
    clearTimeout(this.timer);
    const ms = Math.max(0, this.at - performance.now());
    if (ms !== Infinity) this.timer = setTimeout(() => this.ring(), Math.ceil(ms));
  }
}
