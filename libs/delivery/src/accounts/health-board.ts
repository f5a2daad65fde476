/**
 * How accounts do, by all instances: each says every few seconds how those do that it sends by, and whoever asks gets all of it as one.
 * In Redis, since it is old in half a minute anyway: without Redis nobody is told, and nothing else is missing.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { RedisWatch } from '#libs/cache';
import type { AccountHealth, Channel } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';

/** Of one account, as one instance sees it. */
export interface HealthReport extends AccountHealth {
  readonly id: string;
}

export interface HealthBoardParts {
  readonly channel: Channel;
  readonly redis: Redis;
  readonly now?: () => number;
}

const FORGOTTEN_MS = 30_000;

const entry = z.object({
  at: z.number(),
  state: z.enum(['closed', 'half_open', 'open']),
  since: z.string(),
  recent_success: z.number(),
});
type Entry = z.infer<typeof entry>;

/** An operator wants to see that something is wrong, wherever it is. */
const FROM_WORST = ['open', 'half_open', 'closed'] as const;

export class HealthBoard {
  private readonly me = uuidv7();
  private readonly now: () => number;

  constructor(private readonly parts: HealthBoardParts) {
    this.now = parts.now ?? Date.now;
  }

  /** `share`: of this instance, which has breakers of their own for what is critical. Never rejects. */
  async say(share: string, reports: readonly HealthReport[]): Promise<void> {
    const { redis } = this.parts;
    if (reports.length === 0 || RedisWatch.of(redis).away) return;
    const at = this.now();
    const pipeline = redis.pipeline();
    for (const { id, ...health } of reports) {
      const key = this.keyOf(id);
      pipeline.hset(key, `${this.me}.${share}`, JSON.stringify({ at, ...health }));
      pipeline.pexpire(key, FORGOTTEN_MS);
    }
    await pipeline.exec().catch(() => {});
  }

  /** In order; undefined: nobody has sent by it in the last minutes, or nobody can say. Never rejects. */
  async of(ids: readonly string[]): Promise<(AccountHealth | undefined)[]> {
    const { redis } = this.parts;
    if (ids.length === 0 || RedisWatch.of(redis).away) return ids.map(() => undefined);
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.hgetall(this.keyOf(id));
    const answers = await pipeline.exec().catch(() => null);
    return ids.map((_, i) => together(this.fresh(answers?.[i]?.[1])));
  }

  private fresh(fields: unknown): Entry[] {
    const after = this.now() - FORGOTTEN_MS;
    return Object.values((fields ?? {}) as Record<string, string>)
      .flatMap((text) => entry.safeParse(JSON.parse(text)).data ?? [])
      .filter(({ at }) => at > after);
  }

  private keyOf(id: string): string {
    return `health:{${this.parts.channel}:${id}}`;
  }
}

/** The worst state that anybody sees, since when somebody has seen it; and how many calls of all went well lately. */
function together(entries: readonly Entry[]): AccountHealth | undefined {
  const state = FROM_WORST.find((one) => entries.some((seen) => seen.state === one));
  if (state === undefined) return undefined;
  const since = entries.flatMap((seen) => (seen.state === state ? seen.since : [])).sort()[0] as string;
  const sum = entries.reduce((all, { recent_success }) => all + recent_success, 0);
  return { state, since, recent_success: Math.round((sum / entries.length) * 100) / 100 };
}
