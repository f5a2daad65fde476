/** Counts what is under way, for whoever waits until nothing is. */
export class WorkUnderWay {
  private count = 0;
  private waiters: (() => void)[] = [];

  /** `work` must not reject. */
  add(work: Promise<void>): void {
    this.count += 1;
    void work.then(() => {
      this.count -= 1;
      if (this.count === 0) for (const resolve of this.waiters.splice(0)) resolve();
    });
  }

  get isIdle(): boolean {
    return this.count === 0;
  }

  idle(): Promise<void> {
    return this.count === 0 ? Promise.resolve() : new Promise((resolve) => this.waiters.push(resolve));
  }
}
