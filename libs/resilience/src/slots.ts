/**
 * The calls that one lane may have under way at once. Each lane has its own, so that whatever fills one takes nothing from
 * another. Who waits says how many free ones are worth waking for.
 */
export class Slots {
  private used = 0;
  private waiter: { readonly least: number; readonly wake: () => void } | undefined;

  constructor(readonly size: number) {
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`slots must be a positive number, not ${size}`);
  }

  get free(): number {
    return this.size - this.used;
  }

  /** At most so many; 0 when none is free. */
  take(most: number): number {
    const taken = Math.max(0, Math.min(most, this.free));
    this.used += taken;
    return taken;
  }

  give(count: number): void {
    this.used -= count;
    if (this.used < 0) throw new RangeError('a slot was given back twice');
    if (this.waiter && this.free >= this.waiter.least) this.wakeUp();
  }

  /** Resolves when at least so many are free, or when `wakeUp` is called. One waiter at a time. */
  whenFree(least: number): Promise<void> {
    const wanted = Math.min(Math.max(least, 1), this.size);
    if (this.free >= wanted) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiter = { least: wanted, wake: resolve };
    });
  }

  wakeUp(): void {
    const waiter = this.waiter;
    this.waiter = undefined;
    waiter?.wake();
  }
}
