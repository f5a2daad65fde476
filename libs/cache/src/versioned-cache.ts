import type { ChainableCommander, Redis } from 'ioredis';

export interface VersionedCacheOptions<V> {
  /** Names the versions in Redis: `<namespace>:<key>`. */
  readonly namespace: string;
  /** Entries in memory; 10,000. */
  readonly max?: number;
  /** However right its version is, an entry is not used longer; 10 min. */
  readonly ttlMs?: number;
  /** One call for all the keys that are not cached; answers in order. */
  readonly load: (keys: string[]) => Promise<V[]>;
}

/**
 * A cache in memory whose entries are used only while their version is still the one in Redis. Whoever changes the
 * thing moves its version before answering. A version that Redis does not know (flushed, restarted) makes a new one;
 * with Redis away everything is loaded and nothing is kept.
 */
export declare class VersionedCache<V> {
  constructor(redis: Redis, options: VersionedCacheOptions<V>);
  /** `ride` may add commands to the same pipeline; their replies come back as `replies` (null while Redis is away). */
  getMany(
    keys: readonly string[],
    ride?: (pipeline: ChainableCommander) => void,
  ): Promise<{ values: V[]; replies: unknown[] | null }>;
}

/** The other side: makes every cached copy of these keys stale. Throws when Redis is away. */
export declare function moveVersions(redis: Redis, namespace: string, keys: readonly string[]): Promise<void>;
