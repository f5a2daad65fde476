import type { Redis } from 'ioredis';
import type { AddressKey, Suppression, SuppressionReason } from '#libs/contracts';
import { SUPPRESSIONS_NAMESPACE } from './preferences-key.js';
import { addressOfKey, suppressionKey } from './suppression-key.js';
import { VersionedCache } from './versioned-cache.js';

/** `null`: it may be used. undefined: nobody can say. */
export type KnownSuppression = SuppressionReason | null | undefined;

const CACHED = 20_000;

/** Why addresses must not be used, for what goes to an address and not to a stored user: never staler than their versions. */
export class CachedSuppressions {
  private readonly cache: VersionedCache<SuppressionReason | null>;

  /** `check` is `suppressions.check`: answers in order. */
  constructor(redis: Redis, check: (addresses: AddressKey[]) => Promise<readonly (Suppression | null)[]>) {
    this.cache = new VersionedCache(redis, {
      namespace: SUPPRESSIONS_NAMESPACE,
      max: CACHED,
      load: async (keys) => (await check(keys.map(addressOfKey))).map((found) => found?.reason ?? null),
    });
  }

  /** In order; never rejects. */
  async find(addresses: readonly AddressKey[]): Promise<KnownSuppression[]> {
    if (addresses.length === 0) return [];
    const keys = addresses.map(suppressionKey);
    const { values } = await this.cache.findMany(keys);
    return keys.map((key) => values.get(key));
  }
}
