export { PREFERENCES_NAMESPACE, preferencesKey } from './preferences-key.js';
export { connectRedis, type RedisOptions } from './redis.js';
export { RedisScript, type ScriptCall } from './redis-script.js';
export { moveVersions } from './move-versions.js';
export { VersionedCache, type VersionedCacheOptions } from './versioned-cache.js';
