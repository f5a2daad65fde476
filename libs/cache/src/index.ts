export { CachedSuppressions, type KnownSuppression } from './cached-suppressions.js';
export { moveVersions } from './move-versions.js';
export {
  PREFERENCES_NAMESPACE,
  preferencesKey,
  PROFILES_NAMESPACE,
  SUPPRESSIONS_NAMESPACE,
} from './preferences-key.js';
export { connectRedis, type RedisOptions } from './redis.js';
export { RedisScript, type ScriptCall } from './redis-script.js';
export { RedisWatch } from './redis-watch.js';
export { ServerRun } from './server-run.js';
export type { SharedCopiesOptions } from './shared-copies.js';
export { suppressionKey } from './suppression-key.js';
export { VersionedCache, type CacheTier, type Found, type VersionedCacheOptions } from './versioned-cache.js';
