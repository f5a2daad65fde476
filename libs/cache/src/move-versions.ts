import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A version that is gone is as good as one that moved: whoever misses it makes a new one. Longer than any copy is used. */
export const VERSION_TTL_S = 3_600;

/** Never the same twice, also after Redis has lost everything: so it is drawn, and not counted. */
export const newVersion = (): string => randomBytes(9).toString('base64url');

/** Makes every cached copy of these keys stale. Throws when Redis is away. */
export async function moveVersions(redis: Redis, namespace: string, keys: readonly string[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.set(`${namespace}:${key}`, newVersion(), 'EX', VERSION_TTL_S);
  const replies = await pipeline.exec();
  const failed = replies?.find(([error]) => error);
  if (!replies || failed) throw failed?.[0] ?? new Error('Redis did not answer');
}
