import type { ChainableCommander, Redis } from 'ioredis';
import { newVersion, VERSION_TTL_S } from './move-versions.js';

export interface VersionedCacheOptions<V> {
  /** Names the versions in Redis: `<namespace>:<key>`. */
  readonly namespace: string;
  /** Entries in memory; 10,000. */
  readonly max?: number;
  /** However right its version is, an entry is not used longer; 10 min. */
  readonly ttlMs?: number;
  /** One call for all the keys that are not cached; answers in order. */
  readonly load: (keys: string[]) => Promise<readonly V[]>;
  readonly now?: () => number;
}

interface Entry<V> {
  readonly value: V;
  readonly version: string;
  readonly until: number;
}

interface Answer {
  /** By key; undefined where Redis knows none. */
  readonly versions: Map<string, string>;
  readonly replies: unknown[];
}

/**
 * A cache in memory whose entries are used only while their version is still the one in Redis. Whoever changes the
 * thing moves its version before answering. A version that Redis does not know (flushed, restarted) makes a new one;
 * with Redis away everything is loaded and nothing is kept, and what was kept before is forgotten: a change may have failed
 * to move its version meanwhile.
 */
export class VersionedCache<V> {
  private readonly entries = new Map<string, Entry<V>>();
  private readonly namespace: string;
  private readonly max: number;
  private readonly ttlMs: number;
  private readonly load: (keys: string[]) => Promise<readonly V[]>;
  private readonly now: () => number;

  constructor(
    private readonly redis: Redis,
    { namespace, max = 10_000, ttlMs = 600_000, load, now = Date.now }: VersionedCacheOptions<V>,
  ) {
    this.namespace = namespace;
    this.max = max;
    this.ttlMs = ttlMs;
    this.load = load;
    this.now = now;
    redis.on('close', () => this.entries.clear());
  }

  /** `ride` may add commands to the same pipeline; their replies come back as `replies` (null while Redis is away). */
  async getMany(
    keys: readonly string[],
    ride?: (pipeline: ChainableCommander) => void,
  ): Promise<{ values: V[]; replies: unknown[] | null }> {
    const wanted = [...new Set(keys)];
    const answer = await this.ask(wanted, ride).catch(() => null);
    const found = new Map<string, V>();
    const missing: string[] = [];
    const now = this.now();
    for (const key of wanted) {
      const entry = this.entries.get(key);
      if (entry && entry.until > now && entry.version === answer?.versions.get(key)) {
        found.set(key, entry.value);
        this.entries.delete(key); // the order of the map is that of use
        this.entries.set(key, entry);
      } else missing.push(key);
    }
    if (missing.length > 0) await this.fill(missing, answer?.versions, found);
    return { values: keys.map((key) => found.get(key) as V), replies: answer?.replies ?? null };
  }

  private async ask(keys: string[], ride?: (pipeline: ChainableCommander) => void): Promise<Answer> {
    const pipeline = this.redis.pipeline();
    if (keys.length > 0) pipeline.mget(keys.map((key) => this.name(key)));
    ride?.(pipeline);
    const replies = (await pipeline.exec()) ?? [];
    const failed = replies.find(([error]) => error);
    if (failed) throw failed[0] as Error;
    const results = replies.map(([, result]) => result);
    const known = keys.length > 0 ? (results.shift() as (string | null)[]) : [];
    return { versions: new Map(keys.flatMap((key, i) => (known[i] ? [[key, known[i]]] : []))), replies: results };
  }

  /** The version must be older than the load: one that moved in between makes the entry stale at once, not right for ever. */
  private async fill(keys: string[], versions: Map<string, string> | undefined, found: Map<string, V>): Promise<void> {
    const unknown = versions ? keys.filter((key) => !versions.has(key)) : [];
    const [values, drawn] = await Promise.all([
      this.load(keys),
      this.draw(unknown).catch(() => new Map<string, string>()),
    ]);
    const until = this.now() + this.ttlMs;
    keys.forEach((key, i) => {
      const value = values[i] as V;
      found.set(key, value);
      const version = versions?.get(key) ?? drawn.get(key);
      this.entries.delete(key);
      if (version) this.entries.set(key, { value, version, until });
    });
    for (const key of this.entries.keys()) {
      if (this.entries.size <= this.max) break;
      this.entries.delete(key);
    }
  }

  /**
   * Versions for what has none. Ours counts only if nobody set another meanwhile: a change that was committed after our
   * load and moved the version before us is seen by that, one that moves it after us replaces ours.
   */
  private async draw(keys: string[]): Promise<Map<string, string>> {
    if (keys.length === 0) return new Map();
    const pipeline = this.redis.pipeline();
    const drawn = keys.map((key) => [key, newVersion()] as const);
    for (const [key, version] of drawn) pipeline.set(this.name(key), version, 'EX', VERSION_TTL_S, 'NX');
    const replies = (await pipeline.exec()) ?? [];
    return new Map(drawn.filter((_, i) => replies[i]?.[1] === 'OK'));
  }

  private name(key: string): string {
    return `${this.namespace}:${key}`;
  }
}
