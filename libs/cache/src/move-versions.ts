import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A version that is gone is as good as one that moved: whoever misses it makes a new one. Longer than any copy is used. */
export const VERSION_TTL_S = 3_600;

/** Never the same twice, also after Redis has lost everything: so it is drawn, and not counted. */
export const newVersion = (): string => randomBytes(9).toString('base64url');

/** One command for all of them: a thousand would cost the client ten times as much. */
const SET_ALL = `for _, key in ipairs(KEYS) do redis.call('set', key, ARGV[1], 'ex', ARGV[2]) end`;

/** A script holds Redis up while it runs. */
const AT_ONCE = 1_000;

/** Makes every cached copy of these keys stale. Throws when Redis is away. Keys that move together may have one version. */
export async function moveVersions(redis: Redis, namespace: string, keys: readonly string[]): Promise<void> {
  const names = keys.map((key) => `${namespace}:${key}`);
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const part = names.slice(from, from + AT_ONCE);
    await redis.eval(SET_ALL, part.length, ...part, newVersion(), VERSION_TTL_S);
  }
}
