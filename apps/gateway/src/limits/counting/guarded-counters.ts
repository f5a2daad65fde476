import type { connectRedis } from '#libs/cache';
import { metrics } from '#libs/observability';
import type { Counters, Sheet, SheetOutcome } from './counters.js';
import type { Outage } from './outage.js';

const LOOK_AGAIN_MS = 250;

/**
 * Counts in Redis, and in this process while Redis is away. That it is gone is noticed once, by whoever asks first; the others go
 * the local way without trying, until a look beside the requests has found it again.
 */
export class GuardedCounters implements Counters {
  private away = false;

  constructor(
    private readonly redis: ReturnType<typeof connectRedis>,
    private readonly shared: Counters,
    private readonly local: Counters,
    private readonly outage: Outage,
  ) {}

  async take(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    if (this.away) return this.takeHere(sheets);
    if (this.redis.status !== 'ready') return this.goOver(sheets, 'not connected');
    try {
      return await this.shared.take(sheets);
    } catch (error) {
      return this.goOver(sheets, (error as Error).message);
    }
  }

  private goOver(sheets: readonly Sheet[], why: string): Promise<SheetOutcome[]> {
    if (!this.away) {
      this.away = true;
      this.outage.begins(this, why);
      this.lookAgain();
    }
    return this.takeHere(sheets);
  }

  private takeHere(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    for (const { runs } of sheets) metrics.limitedLocally.inc(runs.reduce((sum, { items }) => sum + items, 0));
    return this.local.take(sheets);
  }

  private lookAgain(): void {
    setTimeout(() => void this.look(), LOOK_AGAIN_MS).unref();
  }

  private async look(): Promise<void> {
    if (this.redis.status === 'end') return;
    try {
      await this.redis.ping();
      this.away = false;
      this.outage.ends(this);
    } catch {
      this.lookAgain();
    }
  }
}
