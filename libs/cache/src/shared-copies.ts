import type { Redis } from 'ioredis';
import { ServerRun } from './server-run.js';

export interface SharedCopiesOptions<V> {
  /** Names the copies in Redis: `<namespace>:<key>`. */
  readonly namespace: string;
  /** 5 min. */
  readonly ttlS?: number;
  /** undefined: not to be shared. */
  readonly seal: (key: string, value: V) => string | undefined;
  /** undefined: not what the key stands for. */
  readonly open: (key: string, sealed: string) => V | undefined;
}

export interface SharedCopy<V> {
  readonly key: string;
  readonly value: V;
  readonly version: string;
}

const TTL_S = 300;

/**
 * Copies in Redis that every process may use: a second instance, another thread, one that has just started. A copy carries the
 * version that it was loaded under and the run of the Redis server which that version was seen at: a server that comes back with
 * what it had on disk, or a replica that was promoted, may show an old version and the old copy that fits it.
 */
export class SharedCopies<V> {
  private readonly server: ServerRun;

  constructor(
    private readonly redis: Redis,
    private readonly options: SharedCopiesOptions<V>,
  ) {
    this.server = ServerRun.of(redis);
  }

  /** What a copy must have been written under to be used with what is asked for now; undefined: nothing is shared. */
  get run(): string | undefined {
    return this.server.id;
  }

  nameOf(key: string): string {
    return `${this.options.namespace}:${key}`;
  }

  /** undefined: there is none, or none of that version. */
  read(key: string, version: string, run: string | undefined, text: string | null | undefined): V | undefined {
    if (!text || run === undefined) return undefined;
    const mark = markOf(version, run);
    return text.startsWith(mark) ? this.options.open(key, text.slice(mark.length)) : undefined;
  }

  /** Nobody waits for it: a copy that is missing costs a load. */
  write(copies: readonly SharedCopy<V>[], run: string | undefined): void {
    if (run === undefined) return;
    const { seal, ttlS = TTL_S } = this.options;
    const pipeline = this.redis.pipeline();
    for (const { key, value, version } of copies) {
      const sealed = seal(key, value);
      if (sealed !== undefined) pipeline.set(this.nameOf(key), markOf(version, run) + sealed, 'EX', ttlS);
    }
    pipeline.exec().catch(() => {});
  }
}

/** Neither has a space in it. */
const markOf = (version: string, run: string): string => `${version} ${run} `;
