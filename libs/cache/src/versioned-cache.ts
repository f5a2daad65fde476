import type { ChainableCommander, Redis } from 'ioredis';
import { newVersion, VERSION_TTL_S } from './move-versions.js';
import { RedisWatch } from './redis-watch.js';
import { SharedCopies, type SharedCopiesOptions, type SharedCopy } from './shared-copies.js';

/** Where a value came from. */
export type CacheTier = 'memory' | 'redis' | 'load';

export interface VersionedCacheOptions<V> {
  /** Names the versions in Redis: `<namespace>:<key>`. */
  readonly namespace: string;
  /** Entries in memory; 10,000. */
  readonly max?: number;
  /** However right its version is, an entry is not used longer; 10 min. */
  readonly ttlMs?: number;
  /** One call for all the keys that are not cached; answers in order. */
  readonly load: (keys: string[]) => Promise<readonly V[]>;
  /** Copies in Redis between the memory and the load; without, there are none. */
  readonly shared?: SharedCopiesOptions<V>;
  /** Told where values came from. */
  readonly onFound?: (tier: CacheTier, count: number) => void;
  readonly now?: () => number;
}

interface Entry<V> {
  readonly value: V;
  readonly version: string;
  readonly until: number;
}

/** What one pipeline told, and of which connection. */
interface Answer {
  /** By key; undefined where Redis knows none. */
  readonly versions: Map<string, string>;
  readonly copies: Map<string, string | null>;
  readonly run: string | undefined;
  readonly replies: unknown[];
}

export interface Found<V> {
  /** Without what could neither be compared nor loaded. */
  readonly values: Map<string, V>;
  /** Of the commands that rode along; null while Redis is away. */
  readonly replies: unknown[] | null;
  /** Why some are missing. */
  readonly error?: unknown;
}

type Ride = (pipeline: ChainableCommander) => void;

/**
 * A cache in memory, and behind it copies in Redis, whose entries are used only while their version is still the one in Redis.
 * Whoever changes the thing moves its version before answering. What makes it right:
 *
 * - A value is loaded only after its version was seen in Redis, and kept under that one. A change that the load did not see
 *   moves the version after it, and what was kept is never used again, since versions are drawn and not counted.
 * - A version that Redis does not know (flushed, restarted, run out) is made first, and then the value is loaded.
 * - With Redis away everything is loaded and nothing is kept. What was kept before is forgotten, also what is being loaded
 *   across the break: a change may have failed to move its version meanwhile, or Redis come back with an older one.
 * - Redis that is connected and does not answer is not asked again until it is known to be back: its time-out is waited for once.
 */
export class VersionedCache<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private readonly copies: SharedCopies<V> | undefined;
  private readonly watch: RedisWatch;
  /** How often the connection was lost. */
  private breaks = 0;
  private readonly max: number;
  private readonly ttlMs: number;
  private readonly now: () => number;

  constructor(
    private readonly redis: Redis,
    private readonly options: VersionedCacheOptions<V>,
  ) {
    const { max = 10_000, ttlMs = 600_000, now = Date.now, shared } = options;
    this.max = max;
    this.ttlMs = ttlMs;
    this.now = now;
    this.watch = RedisWatch.of(redis);
    this.copies = shared && new SharedCopies(redis, shared);
    redis.on('close', () => {
      this.breaks += 1;
      this.entries.clear();
    });
  }

  /** `ride` may add commands to the same pipeline; their replies come back as `replies` (null while Redis is away). */
  async getMany(keys: readonly string[], ride?: Ride): Promise<{ values: V[]; replies: unknown[] | null }> {
    const { values, replies, error } = await this.findMany(keys, ride);
    if (error !== undefined) throw error as Error;
    return { values: keys.map((key) => values.get(key) as V), replies };
  }

  /** As far as they are to be had: what is cached serves while the load fails. */
  async findMany(keys: readonly string[], ride?: Ride): Promise<Found<V>> {
    const wanted = [...new Set(keys)];
    const { breaks } = this;
    const answer = this.watch.away ? null : await this.ask(wanted, ride).catch(() => this.unanswered());
    const values = new Map<string, V>();
    const missing = answer ? this.take(wanted, answer, breaks, values) : wanted;
    const replies = answer?.replies ?? null;
    if (missing.length === 0) return { values, replies };
    try {
      await this.fill(missing, answer, breaks, values);
      return { values, replies };
    } catch (error) {
      return { values, replies, error };
    }
  }

  /** A connection that is not there refuses by itself, at once, and is of use as soon as it is there. */
  private unanswered(): null {
    if (this.redis.status === 'ready') this.watch.isLost();
    return null;
  }

  /** The versions of all, and the copies of those that are not in memory. */
  private async ask(keys: string[], ride?: Ride): Promise<Answer> {
    const run = this.copies?.run;
    const absent = run === undefined ? [] : keys.filter((key) => !this.entries.has(key));
    const pipeline = this.redis.pipeline();
    if (keys.length > 0) pipeline.mget(keys.map((key) => this.name(key)));
    if (absent.length > 0) pipeline.mget(absent.map((key) => (this.copies as SharedCopies<V>).nameOf(key)));
    ride?.(pipeline);
    const replies = await resultsOf(pipeline);
    const known = keys.length > 0 ? (replies.shift() as (string | null)[]) : [];
    const copied = absent.length > 0 ? (replies.shift() as (string | null)[]) : [];
    return {
      versions: new Map(keys.flatMap((key, i) => (known[i] ? [[key, known[i]]] : []))),
      copies: new Map(absent.map((key, i) => [key, copied[i] ?? null])),
      run,
      replies,
    };
  }

  /** Takes what is cached under the right version; answers the others. */
  private take(keys: readonly string[], answer: Answer, breaks: number, values: Map<string, V>): string[] {
    const now = this.now();
    const missing: string[] = [];
    let remembered = 0;
    for (const key of keys) {
      const version = answer.versions.get(key);
      const entry = this.entries.get(key);
      if (entry && entry.until > now && entry.version === version) {
        values.set(key, entry.value);
        this.entries.delete(key); // the order of the map is that of use
        this.entries.set(key, entry);
        remembered += 1;
        continue;
      }
      const copy =
        version === undefined ? undefined : this.copies?.read(key, version, answer.run, answer.copies.get(key));
      if (version !== undefined && copy !== undefined) {
        values.set(key, copy);
        this.keep(key, copy, version, breaks);
      } else missing.push(key);
    }
    const copied = keys.length - remembered - missing.length;
    if (copied > 0) this.forgetOldest();
    this.count('memory', remembered);
    this.count('redis', copied);
    return missing;
  }

  private async fill(keys: string[], answer: Answer | null, breaks: number, values: Map<string, V>): Promise<void> {
    if (answer) await this.makeVersions(keys, answer.versions);
    const loaded = await this.options.load(keys);
    this.count('load', keys.length);
    const copies: SharedCopy<V>[] = [];
    keys.forEach((key, i) => {
      const value = loaded[i] as V;
      values.set(key, value);
      const version = answer?.versions.get(key);
      if (version === undefined) this.entries.delete(key);
      else {
        this.keep(key, value, version, breaks);
        copies.push({ key, value, version });
      }
    });
    this.forgetOldest();
    // Whoever waits for the values does not wait for this.
    if (this.copies && answer?.run) setImmediate(() => this.copies?.write(copies, answer.run));
  }

  /** Versions for what has none; ours, or those of others who made them meanwhile. What fails here is loaded and not kept. */
  private async makeVersions(keys: readonly string[], versions: Map<string, string>): Promise<void> {
    const unknown = keys.filter((key) => !versions.has(key));
    if (unknown.length === 0) return;
    const pipeline = this.redis.pipeline();
    const names = unknown.map((key) => this.name(key));
    for (const name of names) pipeline.set(name, newVersion(), 'EX', VERSION_TTL_S, 'NX');
    pipeline.mget(names);
    const replies = await resultsOf(pipeline).catch(() => null);
    const made = (replies?.at(-1) ?? []) as (string | null)[];
    unknown.forEach((key, i) => made[i] && versions.set(key, made[i]));
  }

  private keep(key: string, value: V, version: string, breaks: number): void {
    this.entries.delete(key);
    if (breaks === this.breaks) this.entries.set(key, { value, version, until: this.now() + this.ttlMs });
  }

  private forgetOldest(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.max) break;
      this.entries.delete(key);
    }
  }

  private count(tier: CacheTier, count: number): void {
    if (count > 0) this.options.onFound?.(tier, count);
  }

  private name(key: string): string {
    return `${this.options.namespace}:${key}`;
  }
}

async function resultsOf(pipeline: ChainableCommander): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  const failed = replies.find(([error]) => error);
  if (failed) throw failed[0] as Error;
  return replies.map(([, result]) => result);
}
