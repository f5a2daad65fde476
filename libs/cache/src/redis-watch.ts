import type { Redis } from 'ioredis';

type Watched = Pick<Redis, 'status' | 'ping'>;

const LOOK_AGAIN_MS = 250;

/**
 * Whether Redis answers on a connection. That it does not is noticed by those who ask at that moment, who wait out a time-out when it
 * is frozen; all others that share the connection are told at once, until a look beside them has found it again.
 */
export class RedisWatch {
  private lost = false;
  private looking = false;
  private readonly onBack: (() => void)[] = [];

  private constructor(private readonly redis: Watched) {}

  private static readonly known = new WeakMap<Watched, RedisWatch>();

  static of(redis: Watched): RedisWatch {
    const watch = RedisWatch.known.get(redis) ?? new RedisWatch(redis);
    RedisWatch.known.set(redis, watch);
    return watch;
  }

  /** Also starts to look again where that has ended, as it does with the connection. */
  get away(): boolean {
    if (this.lost && !this.looking) this.lookAgain();
    return this.lost;
  }

  /** By whoever asked in vain; `back` is called once, when Redis answers again. */
  isLost(back?: () => void): void {
    if (back) this.onBack.push(back);
    this.lost = true;
    if (!this.looking) this.lookAgain();
  }

  private lookAgain(): void {
    this.looking = true;
    setTimeout(() => void this.look(), LOOK_AGAIN_MS).unref();
  }

  private async look(): Promise<void> {
    if (this.redis.status === 'end') {
      this.looking = false;
      return;
    }
    try {
      await this.redis.ping();
    } catch {
      this.lookAgain();
      return;
    }
    this.lost = this.looking = false;
    for (const back of this.onBack.splice(0)) back();
  }
}
