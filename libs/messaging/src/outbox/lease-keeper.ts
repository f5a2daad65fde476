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
    const old = [...this.held].filter(([, since]) => now - since >= this.leaseMs / 3).map(([id]) => id);
    if (old.length === 0) return;
    for (const id of old) this.held.set(id, now);
    await this.prolong(old).catch(() => {}); // the next tick tries again; until then a relay may take them, which is harmless
  }
}
