/**
 * The records of one partition, from fetch to commit, within one membership of the consumer group. Handlers run beside
 * the fetching: a slow record holds up the commit, not the records after it, until the window is full. A handler that
 * throws or leaves records undone gets those again after a pause.
 */
import { doubling, sleep } from '../kafka/abortable.js';
import type { Log } from '../log.js';
import type { ConsumedRecord, LaneBatch } from '../record.js';
import { DonePrefix } from './done-prefix.js';

export interface WorkSettings {
  readonly topic: string;
  readonly partition: number;
  readonly window: number;
  readonly retryMs: number;
  readonly log: Log;
  readonly handle: (batch: LaneBatch) => Promise<void>;
  /** There is more to commit than before. */
  readonly onProgress: () => void;
}

const RETRY_MOST_MS = 10_000;

export class PartitionWork {
  private readonly prefix = new DonePrefix();
  private readonly ending = new AbortController();
  private readonly handlers = new Set<Promise<void>>();
  private roomWaiters: (() => void)[] = [];

  constructor(
    private readonly settings: WorkSettings,
    /** Offsets and times of what an earlier membership did and could not commit. */
    private readonly before: ReadonlyMap<number, number> = new Map(),
  ) {}

  get partition(): number {
    return this.settings.partition;
  }
  get outstanding(): number {
    return this.prefix.open;
  }
  get committable(): number | undefined {
    return this.prefix.committable;
  }
  get hasRoom(): boolean {
    return this.prefix.open < this.settings.window || this.ending.signal.aborted;
  }

  /** Hands them to the handler, and returns at once. */
  accept(records: readonly ConsumedRecord[]): void {
    const open = records.filter((record) => {
      const done = this.before.get(Number(record.offset)) === record.timestamp;
      this.prefix.add(Number(record.offset), record.timestamp, done);
      return !done;
    });
    if (open.length < records.length) this.settings.onProgress();
    if (open.length === 0) return;
    const running = this.run(open).finally(() => this.handlers.delete(running));
    this.handlers.add(running);
  }

  /** Resolves when there is room, after `ms` at the latest. */
  room(ms: number): Promise<void> {
    if (this.hasRoom) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.roomWaiters.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  committed(next: number): void {
    this.prefix.committed(next);
  }

  /** Tells the handlers to come to an end. */
  end(): void {
    this.ending.abort();
    this.wakeWaiters();
  }

  /** Resolves when all handlers have returned, or after `ms`. Answers what was done and not committed. */
  async settled(ms: number): Promise<Map<number, number>> {
    const enough = new AbortController();
    await Promise.race([Promise.all(this.handlers), sleep(ms, enough.signal)]);
    enough.abort();
    return this.prefix.handled();
  }

  private async run(records: ConsumedRecord[]): Promise<void> {
    const { signal } = this.ending;
    const { topic, partition, retryMs, log } = this.settings;
    let rest = records;
    for (let failures = 1; ; failures++) {
      await this.callHandler(rest);
      const left = rest.filter((record) => !this.prefix.isDone(Number(record.offset)));
      if (left.length === 0 || signal.aborted) return;
      if (left.length < rest.length) failures = 1;
      rest = left;
      log.warn({ topic, partition, first: left[0]?.offset, left: left.length, failures }, 'records come again');
      await sleep(doubling(retryMs, RETRY_MOST_MS, failures), signal);
      if (signal.aborted) return;
    }
  }

  private async callHandler(records: ConsumedRecord[]): Promise<void> {
    const { topic, partition, log, handle } = this.settings;
    const done = (record: ConsumedRecord): void => this.done(record);
    const allDone = (): void => records.forEach(done);
    try {
      await handle({ topic, partition, records, signal: this.ending.signal, done, allDone });
    } catch (error) {
      log.error({ err: error, topic, partition, first: records[0]?.offset }, 'a handler threw');
    }
  }

  private done(record: ConsumedRecord): void {
    const before = this.prefix.committable;
    this.prefix.done(Number(record.offset));
    if (this.prefix.committable !== before) this.settings.onProgress();
    if (this.roomWaiters.length > 0 && this.hasRoom) this.wakeWaiters();
  }

  private wakeWaiters(): void {
    for (const wake of this.roomWaiters.splice(0)) wake();
  }
}
