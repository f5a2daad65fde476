import { createHash } from 'node:crypto';
import type { ChainableCommander, Redis } from 'ioredis';

export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

type Add = (pipeline: ChainableCommander, call: ScriptCall) => void;

/** A Lua script that is called by its digest, and sent whole to a Redis that does not know it (any more). */
export class RedisScript {
  private readonly digest: string;

  constructor(private readonly text: string) {
    this.digest = createHash('sha1').update(text).digest('hex');
  }

  /** All calls in one round trip; answers in order. Throws when one of them fails. */
  async run(redis: Redis, calls: readonly ScriptCall[]): Promise<unknown[]> {
    const replies = await this.send(redis, calls, (pipeline, { keys, args }) => {
      pipeline.evalsha(this.digest, keys.length, ...keys, ...args);
    });
    const unknown = calls.flatMap((_, i) => (isUnknown(replies[i]?.[0]) ? [i] : []));
    if (unknown.length > 0) {
      const again = await this.send(
        redis,
        unknown.map((i) => calls[i] as ScriptCall),
        (pipeline, { keys, args }) => void pipeline.eval(this.text, keys.length, ...keys, ...args),
      );
      unknown.forEach((place, i) => (replies[place] = again[i] as (typeof again)[number]));
    }
    return replies.map(([error, result]) => {
      if (error) throw error;
      return result;
    });
  }

  private async send(redis: Redis, calls: readonly ScriptCall[], add: Add): Promise<[Error | null, unknown][]> {
    const pipeline = redis.pipeline();
    for (const call of calls) add(pipeline, call);
    const replies = await pipeline.exec();
    if (!replies) throw new Error('Redis did not answer');
    return replies;
  }
}

const isUnknown = (error: Error | null | undefined): boolean => error?.message.startsWith('NOSCRIPT') === true;
