import { RedisWatch, type connectRedis } from '#libs/cache';
import { metrics } from '#libs/observability';
import type { Counters, Sheet, SheetOutcome } from './counters.js';
import type { Standby } from './standby.js';

/**
 * Counts in Redis, and in this process while Redis is away. That it is gone is noticed once, by whoever asks first, of the counts or
 * of anything else; the others go the local way without trying, until it is back.
 */
export class GuardedCounters implements Counters {
  private away = false;
  private readonly watch: RedisWatch;

  constructor(
    private readonly name: string,
    private readonly redis: ReturnType<typeof connectRedis>,
    private readonly shared: Counters,
    private readonly standby: Standby,
  ) {
    this.watch = RedisWatch.of(redis);
  }

  async take(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    if (this.watch.away) return this.goOver(sheets, 'it did not answer');
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
      this.standby.begins(this.name, why);
      this.watch.isLost(() => {
        this.away = false;
        this.standby.ends(this.name);
      });
    }
    return this.takeHere(sheets);
  }

  private takeHere(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    for (const { runs } of sheets) metrics.limitedLocally.inc(runs.reduce((sum, { items }) => sum + items, 0));
    return this.standby.take(sheets);
  }
}
