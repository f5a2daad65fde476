/** Prolongs what is held longer than a third of its lease, all at once. Its timer runs only while something is held. */
export class LeaseKeeper {
  private readonly held = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly leaseMs: number,
    private readonly prolong: (ids: string[]) => Promise<unknown>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  add(id: string): void {
    this.held.set(id, this.now());
    this.timer ??= setInterval(() => void this.tick(), this.leaseMs / 3).unref();
  }

  /** False when nobody could prolong it for so long that somebody else may have taken it. */
  isHeld(id: string): boolean {
    const since = this.held.get(id);
    return since !== undefined && this.now() - since < (this.leaseMs * 2) / 3;
  }

  remove(id: string): void {
    this.held.delete(id);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  async tick(): Promise<void> {
    if (this.held.size === 0) return this.stop();
    const now = this.now();
    const old = new Map([...this.held].filter(([, since]) => now - since >= this.leaseMs / 3));
    if (old.size === 0) return;
    for (const id of old.keys()) this.held.set(id, now);
    try {
      await this.prolong([...old.keys()]);
    } catch {
      // The next tick tries again; until then a relay may take them, which is harmless to what is on its way.
      for (const [id, since] of old) if (this.held.get(id) === now) this.held.set(id, since);
    }
  }
}
