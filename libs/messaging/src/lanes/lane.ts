/**
 * One lane: a topic, its consumer, its work. The consumer is replaced whenever it ends, for whatever reason, for as long
 * as the lane is not stopped; kafkajs's own restarts are not used, since some of its ends it does not notice.
 */
import { doubling, sleep } from '../kafka/abortable.js';
import type { Log } from '../log.js';
import type { LaneBatch } from '../record.js';
import { LaneSession, type SessionSettings } from './lane-session.js';
import { PartitionBook } from './partition-book.js';

export interface LaneSettings extends SessionSettings {
  readonly log: Log;
  readonly window: number;
  readonly graceMs: number;
  readonly retryMs: number;
  readonly handle: (batch: LaneBatch) => Promise<void>;
  /** Before each start of a consumer: makes sure that the topic exists. */
  readonly prepare: () => Promise<void>;
}

export interface LaneState {
  readonly topic: string;
  readonly running: boolean;
  readonly partitions: readonly number[];
  /** How often its consumer was replaced. */
  readonly restarts: number;
  /** Records handed to handlers and not done. */
  readonly outstanding: number;
}

const COMMIT_EVERY_MS = 100;
const RESTART_MS = { first: 250, most: 2_000 };

export class Lane {
  session: LaneSession | undefined;
  readonly book: PartitionBook;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private restarts = 0;
  private commitTimer: NodeJS.Timeout | undefined;
  private committing: Promise<void> = Promise.resolve();
  private pausing: { readonly resumed: Promise<void>; readonly resume: () => void } | undefined;

  constructor(readonly settings: LaneSettings) {
    this.book = new PartitionBook({ ...settings, onProgress: () => this.commitSoon() }, settings.graceMs);
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.resume();
    this.session?.refuse();
    this.book.end();
    await this.book.settled();
    await this.commitNow();
    await this.session?.stop();
    await this.running;
  }

  restart(reason: string): void {
    this.session?.cut(reason);
  }

  pause(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.pausing ??= { resumed: promise, resume: resolve };
  }

  resume(): void {
    this.pausing?.resume();
    this.pausing = undefined;
  }

  get paused(): boolean {
    return this.pausing !== undefined;
  }

  state(): LaneState {
    const { session, book, restarts } = this;
    const running = session?.joined ?? false;
    const partitions = running && session ? session.assigned : [];
    return { topic: this.settings.topic, running, partitions, restarts, outstanding: book.outstanding };
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { topic, log } = this.settings;
    for (let failures = 0; !signal.aborted;) {
      const startedAt = performance.now();
      const reason = await this.live();
      if (signal.aborted) return;
      failures = performance.now() - startedAt > 10_000 ? 1 : failures + 1;
      this.restarts += 1;
      // While Kafka is away every try ends here: said once, not for ever.
      log[failures <= 1 ? 'warn' : 'debug']({ topic, reason, failures }, 'a lane lost its consumer');
      await sleep(doubling(RESTART_MS.first, RESTART_MS.most, failures), signal);
    }
  }

  /** One session, from start to end. Never rejects. */
  private async live(): Promise<string> {
    const session = new LaneSession(this.settings, this.book, () => this.pausing?.resumed);
    try {
      await this.settings.prepare();
      if (this.stopping.signal.aborted) return 'stopped';
      this.session = session;
      await Promise.race([session.start(), session.ended]);
      return await session.ended;
    } catch (error) {
      return (error as Error).message;
    } finally {
      this.session = undefined;
      session.cut('over');
      this.book.turn();
    }
  }

  private commitSoon(): void {
    this.commitTimer ??= setTimeout(() => void this.commitNow(), COMMIT_EVERY_MS);
  }

  private commitNow(): Promise<void> {
    clearTimeout(this.commitTimer);
    this.commitTimer = undefined;
    this.committing = this.committing.then(() => this.commit());
    return this.committing;
  }

  /** What is not committed comes again after the next rebalance; the next progress commits it along. */
  private async commit(): Promise<void> {
    const { session } = this;
    const offsets = this.book.committable();
    if (!session?.joined || offsets.length === 0) return;
    try {
      await session.commit(offsets);
      this.book.committed(offsets);
    } catch (error) {
      this.settings.log.debug({ err: error, topic: this.settings.topic }, 'offsets were not committed');
    }
  }
}
