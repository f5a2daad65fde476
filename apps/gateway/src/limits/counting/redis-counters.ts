import { RedisScript, type connectRedis } from '#libs/cache';
import type { Counters, Run, RunOutcome, Sheet, SheetOutcome } from './counters.js';
import type { Standing } from './sliding-window.js';
import { TAKE } from './take.lua.js';

type Redis = ReturnType<typeof connectRedis>;

/** As the script answers: two numbers a run, three a counter. */
type Reply = readonly [runs: readonly number[], standings: readonly number[]];

const script = new RedisScript(TAKE);

/**
 * The counts that all instances share. A script call for each tenant, all in one pipeline: the keys of a tenant carry its name as
 * their hash tag, so that they lie in one slot of a cluster.
 */
export class RedisCounters implements Counters {
  constructor(
    private readonly redis: Redis,
    /** Instead of Redis's clock: for tests. */
    private readonly now?: () => number,
  ) {}

  async take(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    const time = this.now ? [String(this.now())] : [];
    const calls = sheets.map(({ counters, runs }) => ({
      keys: counters.map(({ key }) => key),
      args: [
        JSON.stringify(counters.flatMap(({ limit, windowMs, slides }) => [limit, windowMs, Number(slides)])),
        JSON.stringify(runs.map(callOf)),
        ...time,
      ],
    }));
    const replies = await script.run(this.redis, calls);
    return replies.map((reply) => outcomeOf(reply as Reply));
  }
}

const callOf = ({ items, counters }: Run): number[] => [items, ...counters.map((place) => place + 1)];

const outcomeOf = ([runs, standings]: Reply): SheetOutcome => ({
  runs: Array.from({ length: runs.length / 2 }, (_, i): RunOutcome => {
    const [admitted, full] = [runs[2 * i] as number, runs[2 * i + 1] as number];
    return full === 0 ? { admitted } : { admitted, full: full - 1 };
  }),
  standings: Array.from({ length: standings.length / 3 }, (_, i): Standing => {
    const [left, resetMs, waitMs] = standings.slice(3 * i, 3 * i + 3) as [number, number, number];
    return { left, resetMs, waitMs };
  }),
});
