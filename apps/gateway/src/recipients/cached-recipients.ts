import { preferencesKey, PREFERENCES_NAMESPACE, VersionedCache } from '#libs/cache';
import type { Profile, UserKey } from '#libs/contracts';
import type { Vault } from '#libs/vault';
import type { FoundRecipient, Recipients, UserRef } from './found-recipient.js';
import { RecentMap } from './recent-map.js';

export interface RecipientSources {
  readonly redis: ConstructorParameters<typeof VersionedCache>[0];
  readonly vault: Vault;
  readonly lookup: (users: UserKey[]) => Promise<(Profile | null)[]>;
  readonly cached?: number;
  readonly now?: () => number;
}

const CACHED = 20_000;
/** After a look-up that failed, the next ones fail at once for this long: what waits for them holds up a whole group. */
const REST_MS = 1_000;

/**
 * Profiles by one MGET of their versions and the cache in memory; what is missing by one call. While preferences are
 * away, the cached profiles whose version can be compared still serve.
 */
export class CachedRecipients implements Recipients {
  private readonly cache: VersionedCache<Profile | null>;
  /** The cache knows its entries by hashes; these are the users behind them. */
  private readonly asked: RecentMap<UserKey>;
  private readonly keys: RecentMap<string>;
  private readonly lastKnown: RecentMap<Profile>;
  private readonly now: () => number;
  private restUntil = 0;

  constructor(private readonly sources: RecipientSources) {
    const { redis, cached = CACHED, now = Date.now } = sources;
    this.now = now;
    this.asked = new RecentMap(cached);
    this.keys = new RecentMap(cached);
    this.lastKnown = new RecentMap(cached);
    this.cache = new VersionedCache<Profile | null>(redis, {
      namespace: PREFERENCES_NAMESPACE,
      max: cached,
      load: (keys) => this.load(keys),
    });
  }

  async find(users: readonly UserRef[]): Promise<FoundRecipient[]> {
    const keys = users.map((user) => this.keyOf(user));
    try {
      const { values } = await this.cache.getMany(keys);
      return values.map(found);
    } catch {
      return Promise.all(keys.map((key) => this.findOne(key)));
    }
  }

  /** Some of a group may be cached while others are not to be had. */
  private async findOne(key: string): Promise<FoundRecipient> {
    const lastKnown = this.lastKnown.get(key);
    if (!lastKnown && this.now() < this.restUntil) return { kind: 'unavailable' };
    try {
      const { values } = await this.cache.getMany([key]);
      return found(values[0] as Profile | null);
    } catch {
      return { kind: 'unavailable', lastKnown };
    }
  }

  /** A keyed hash costs more than all else here, so it is remembered. */
  private keyOf({ tenantId, userId }: UserRef): string {
    const name = `${tenantId}\0${userId}`;
    let key = this.keys.get(name);
    if (key === undefined) {
      key = preferencesKey(tenantId, this.sources.vault.keyedHash(tenantId, userId));
      this.keys.set(name, key);
    }
    if (!this.asked.has(key)) this.asked.set(key, { tenant_id: tenantId, user_id: userId });
    return key;
  }

  private async load(keys: string[]): Promise<(Profile | null)[]> {
    if (this.now() < this.restUntil) throw new Error('preferences were away a moment ago');
    const users = keys.map((key) => this.asked.get(key) as UserKey);
    try {
      const profiles = await this.sources.lookup(users);
      profiles.forEach((profile, i) => profile && this.lastKnown.set(keys[i] as string, profile));
      return profiles;
    } catch (error) {
      this.restUntil = this.now() + REST_MS;
      throw error;
    }
  }
}

const found = (profile: Profile | null): FoundRecipient => (profile ? { kind: 'found', profile } : { kind: 'unknown' });
