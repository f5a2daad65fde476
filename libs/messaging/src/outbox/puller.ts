/** Takes due rows of one kind for as long as there are any, then sleeps until the next is due or it is woken. */
import type { Database } from '#libs/persistence';
import { sleep } from '../kafka/abortable.js';
import type { Log } from '../log.js';
import { Alarm } from './alarm.js';
import { nextWake, takeRows, type Kind, type TakenRow } from './statements.js';

export interface PullerSettings {
  readonly db: Database;
  readonly kind: Kind;
  /** Destinations, for rows that go to a handler here. */
  readonly destinations: string[];
  readonly leaseMs: number;
  readonly sweepMs: number;
  readonly log: Log;
  /** Deals with one row; must not reject. Answers in how many milliseconds it is due again, if it is. */
  readonly handle: (row: TakenRow) => Promise<number | undefined>;
  /** Resolves when rows can be dealt with. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  /** Rows under way at once. */
  readonly maxRows: number;
}

const MAX_ROWS_A_TAKE = 200;
/** As they are stored: in memory compressed rows are three to ten times as big. */
const MAX_BYTES_A_TAKE = 2_000_000;
/** Due rows that nobody gets are locked by another relay at this moment. */
const CONTENDED_MS = 200;
const DATABASE_AWAY_MS = 1_000;

export class Puller {
  private readonly alarm = new Alarm();
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private running: Promise<void> | undefined;

  constructor(private readonly settings: PullerSettings) {}

  start(): void {
    this.running ??= this.run();
  }

  wakeIn(ms: number): void {
    this.alarm.wakeIn(ms);
  }

  /** Resolves when what it has taken is dealt with. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.alarm.wakeIn(0);
    await this.running;
    await Promise.all(this.underWay);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { ready, maxRows, log } = this.settings;
    while (!signal.aborted) {
      await ready(signal);
      while (this.underWay.size >= maxRows) await Promise.race(this.underWay);
      if (signal.aborted) return;
      try {
        const restMs = await this.round();
        if (restMs === undefined) continue;
        this.alarm.wakeIn(restMs);
        await this.alarm.sleep();
      } catch (error) {
        log.warn({ err: error }, 'the relay cannot read its outbox');
        await sleep(DATABASE_AWAY_MS, signal);
      }
    }
  }

  /** Answers for how long there is nothing to do; undefined when there may be more at once. */
  private async round(): Promise<number | undefined> {
    const { db, kind, destinations, leaseMs, sweepMs, maxRows } = this.settings;
    const free = Math.min(MAX_ROWS_A_TAKE, maxRows - this.underWay.size);
    const [taken, next] = (await db.batch([
      takeRows(kind, free, MAX_BYTES_A_TAKE, leaseMs, destinations),
      nextWake(kind, destinations),
    ])) as unknown as [TakenRow[], { ms: number | null }[]];
    taken.sort((a, b) => a.priority - b.priority);
    for (const row of taken) this.handle(row);
    const ms = next[0]?.ms ?? sweepMs;
    if (ms > 0) return Math.min(sweepMs, ms);
    return taken.length > 0 ? undefined : CONTENDED_MS * (0.5 + Math.random());
  }

  private handle(row: TakenRow): void {
    const work = this.settings.handle(row).then((againMs) => {
      this.underWay.delete(work);
      if (againMs !== undefined) this.alarm.wakeIn(againMs);
    });
    this.underWay.add(work);
  }
}
