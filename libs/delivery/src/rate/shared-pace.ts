import type { Redis } from 'ioredis';
import { RedisScript, RedisWatch } from '#libs/cache';
import type { Log } from '#libs/messaging';
import { commonShare, criticalShare, LocalPace, streamOf, type Granted, type Stream } from './pace.js';

/** So much slower than the account takes, since messages are not equally long on their way to it. */
const SPARE_MS = 50;

/** What slows a station. Never rejects. */
export interface Pace {
  /** All that this station is given a second. */
  readonly perSecond: number;
  /** Places for at most so many messages, taken at once. */
  take(most: number): Promise<Granted>;
}

/** `placesFor`, by the clock of Redis, for one stream after the other. */
const TAKE = new RedisScript(`
  local time = redis.call('time')
  local now = time[1] * 1000 + time[2] / 1000
  local left = tonumber(ARGV[1])
  local count, wait = 0, nil
  for i, key in ipairs(KEYS) do
    local interval, ahead = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
    local from = math.max(tonumber(redis.call('get', key) or '0'), now)
    local places = math.max(0, math.min(left, math.floor((now + ahead - from) / interval) + 1))
    local nextPlace = from + places * interval
    if places > 0 then
      redis.call('set', key, string.format('%.3f', nextPlace), 'px', math.ceil(nextPlace - now) + 1000)
    end
    left, count = left - places, count + places
    local again = math.max(0, math.ceil(nextPlace - ahead - now))
    if not wait or again < wait then wait = again end
  end
  return { count, wait }`);

export interface SharedPaceOptions {
  readonly redis: Redis;
  /** Without the share: `pace:{sms:main}`. */
  readonly key: string;
  /** Of the account, all instances and lanes together. */
  readonly perSecond: number;
  /** It has a share of its own, and what is left of the others'. */
  readonly critical: boolean;
  readonly log: Log;
}

/** The rate of an account, shared by all instances; while Redis is away each keeps to it by itself. */
export class SharedPace implements Pace {
  readonly perSecond: number;
  private readonly keys: readonly string[];
  private readonly streams: readonly Stream[];
  private readonly local: LocalPace;
  private warned = false;

  constructor(private readonly options: SharedPaceOptions) {
    const { key, perSecond, critical } = options;
    const common = { key: `${key}:common`, stream: streamOf(commonShare(perSecond), SPARE_MS) };
    const own = { key: `${key}:critical`, stream: streamOf(criticalShare(perSecond), SPARE_MS) };
    const parts = critical ? [own, common] : [common];
    this.perSecond = critical ? perSecond : commonShare(perSecond);
    this.keys = parts.map((part) => part.key);
    this.streams = parts.map((part) => part.stream);
    this.local = new LocalPace(this.streams);
  }

  async take(most: number): Promise<Granted> {
    const { redis, log } = this.options;
    const watch = RedisWatch.of(redis);
    if (watch.away) return this.local.take(most);
    const args = [most, ...this.streams.flatMap(({ intervalMs, aheadMs }) => [intervalMs, aheadMs])].map(String);
    try {
      const [answer] = await TAKE.run(redis, [{ keys: this.keys, args }]);
      const [count, waitMs] = answer as [number, number];
      return { count, waitMs };
    } catch (err) {
      watch.isLost(() => (this.warned = false));
      if (!this.warned) log.warn({ err }, 'Redis is away: each instance keeps to the rate of an account by itself');
      this.warned = true;
      return this.local.take(most);
    }
  }
}
