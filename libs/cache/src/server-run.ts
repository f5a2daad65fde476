import type { Redis } from 'ioredis';

/** Which run of the Redis server is at the other end of the present connection. */
export class ServerRun {
  private connection = 0;
  /** undefined: not known, or not yet. */
  id: string | undefined;

  private constructor(private readonly redis: Redis) {
    redis.on('close', () => {
      this.connection += 1;
      this.id = undefined;
    });
    redis.on('ready', () => void this.learn());
    if (redis.status === 'ready') void this.learn();
  }

  private static readonly known = new WeakMap<Redis, ServerRun>();

  static of(redis: Redis): ServerRun {
    const run = ServerRun.known.get(redis) ?? new ServerRun(redis);
    ServerRun.known.set(redis, run);
    return run;
  }

  private async learn(): Promise<void> {
    const { connection } = this;
    const info = await this.redis.info('server').catch(() => '');
    if (connection === this.connection) this.id = /^run_id:(\w+)/m.exec(info)?.[1];
  }
}
