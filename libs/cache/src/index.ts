export { connectRedis, type RedisOptions } from './redis.js';
export { moveVersions, VersionedCache, type VersionedCacheOptions } from './versioned-cache.js';
