import {
  preferencesKey,
  PREFERENCES_NAMESPACE,
  PROFILES_NAMESPACE,
  VersionedCache,
  type SharedCopiesOptions,
} from '#libs/cache';
import type { Profile, UserKey } from '#libs/contracts';
import { metrics } from '#libs/observability';
import type { Vault } from '#libs/vault';
import type { FoundRecipient, Recipients, UserRef } from './found-recipient.js';
import { RecentMap } from './recent-map.js';

export interface RecipientSources {
  readonly redis: ConstructorParameters<typeof VersionedCache>[0];
  readonly vault: Vault;
  /** Rejects at once while nobody answers. */
  readonly lookup: (users: readonly UserKey[]) => Promise<(Profile | null)[]>;
  readonly cached?: number;
}

const CACHED = 20_000;
const TIERS = { memory: 'memory', redis: 'redis', load: 'rpc' } as const;

/**
 * Profiles by one MGET of their versions and the cache in memory; what is not there by its sealed copy in Redis, and what is
 * missing there by one call. While preferences are away, the cached profiles whose version can be compared still serve.
 */
export class CachedRecipients implements Recipients {
  private readonly cache: VersionedCache<Profile | null>;
  /** The cache knows its entries by hashes; these are the users behind them. */
  private readonly asked: RecentMap<UserKey>;
  private readonly keys: RecentMap<string>;
  private readonly lastKnown: RecentMap<Profile>;

  constructor(private readonly sources: RecipientSources) {
    const { redis, cached = CACHED } = sources;
    this.asked = new RecentMap(cached);
    this.keys = new RecentMap(cached);
    this.lastKnown = new RecentMap(cached);
    this.cache = new VersionedCache<Profile | null>(redis, {
      namespace: PREFERENCES_NAMESPACE,
      max: cached,
      load: (keys) => this.load(keys),
      shared: this.sealedCopies(),
      onFound: (tier, count) => metrics.preferenceLookups.inc({ tier: TIERS[tier] }, count),
    });
  }

  async find(users: readonly UserRef[]): Promise<FoundRecipient[]> {
    const keys = users.map((user) => this.keyOf(user));
    const { values } = await this.cache.findMany(keys);
    return keys.map((key): FoundRecipient => {
      const profile = values.get(key);
      if (profile === undefined) return { kind: 'unavailable', lastKnown: this.lastKnown.get(key) };
      return profile ? { kind: 'found', profile } : { kind: 'unknown' };
    });
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
    const profiles = await this.sources.lookup(keys.map((key) => this.userOf(key)));
    profiles.forEach((profile, i) => profile && this.lastKnown.set(keys[i] as string, profile));
    return profiles;
  }

  private sealedCopies(): SharedCopiesOptions<Profile | null> {
    const { vault } = this.sources;
    return {
      namespace: PROFILES_NAMESPACE,
      seal: (_, profile) => profile?.tenant_id && vault.seal(profile.tenant_id, JSON.stringify(profile)),
      open: (key, sealed) => this.open(key, sealed),
    };
  }

  /** What cannot be opened, or is about somebody else, was not written by us; it is as good as none. */
  private open(key: string, sealed: string): Profile | undefined {
    const { tenant_id, user_id } = this.userOf(key);
    try {
      const profile = JSON.parse(this.sources.vault.open(tenant_id, sealed)) as Profile;
      if (profile.user_id !== user_id) return undefined;
      this.lastKnown.set(key, profile);
      return profile;
    } catch {
      return undefined;
    }
  }

  private userOf(key: string): UserKey {
    return this.asked.get(key) as UserKey;
  }
}
