/**
 * Calls back what was parked while an account was closed, as soon as it works again: due times, which were given while nobody knew when
 * that would be, would make a short backlog late and a long one slow. No more is called at a time than the station takes: by its rate,
 * where it has one, else a little at first, and more for as long as nothing waits and nothing fails.
 *
 * Only what was parked before is called. What is parked anew comes by its time, so that nothing goes in circles.
 */
import { uuidv7Floor } from '#libs/kernel';
import { notifyRelays, recallHeldRows } from '#libs/messaging';
import type { StationParts } from '../ports.js';

const TICK_MS = 100;
/** A second, where the account has no rate. */
const AT_FIRST = 500;
const AT_MOST = 5_000;
/** From one tick to the next: from the first to the most in three seconds. */
const GROWTH = 1.08;
const SHRINKING = 0.7;
/** More than so many ticks' worth that wait already: they are not called as fast as they are. */
const MOST_TICKS_WAITING = 5;
/** From one that is to try the account to the next, for as long as none has. */
const TRIALS_APART_MS = 5_000;
/** Below it, the account is not asked for more. */
const WELL = 0.9;

export interface Recalled {
  /** How many wait for their call. */
  readonly waiting: number;
  /** Whether they can be called now. */
  readonly isOpen: boolean;
  /** Somebody has to try whether the account works again. */
  readonly wantsTrial: boolean;
  /** Between 0 and 1. */
  readonly health: number;
}

export class Recall {
  private timer: NodeJS.Timeout | undefined;
  private perSecond: number;
  /** How many may be called now; what came in a row that was too big is owed. */
  private places = 0;

  constructor(
    private readonly parts: Pick<StationParts, 'db' | 'clock' | 'pace' | 'log'>,
    /** What they were parked by. */
    private readonly key: string,
    private readonly state: () => Recalled,
  ) {
    this.perSecond = this.first;
  }

  /** Everything that was parked up to now, from the beginning. */
  start(): void {
    this.stop();
    this.perSecond = this.first;
    this.places = 0;
    this.next(this.now);
  }

  /** One after so long, which tries the account: nobody else may come for long. */
  startTrials(afterMs: number): void {
    this.stop();
    const timer = setTimeout(() => {
      const { wantsTrial, waiting } = this.state();
      if (!wantsTrial) return;
      const called = waiting > 0 ? Promise.resolve(1) : this.call(this.now, 1);
      called.then(
        (records) => records > 0 && this.timer === timer && this.startTrials(TRIALS_APART_MS),
        (err: unknown) => this.failed(timer, err),
      );
    }, afterMs);
    this.timer = timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Below it are the ids of all rows that there are. */
  private get now(): string {
    return uuidv7Floor(this.parts.clock.now());
  }

  private failed(timer: NodeJS.Timeout, err: unknown): void {
    if (this.timer === timer) this.parts.log.warn({ err }, 'what was parked comes by its time');
  }

  private get first(): number {
    return this.parts.pace?.perSecond ?? AT_FIRST;
  }

  private next(before: string): void {
    const timer = setTimeout(() => {
      this.tick(before).then(
        (mayBeMore) => mayBeMore && this.timer === timer && this.next(before),
        (err: unknown) => this.failed(timer, err),
      );
    }, TICK_MS);
    this.timer = timer.unref();
  }

  /** Answers whether there may be more to call. */
  private async tick(before: string): Promise<boolean> {
    const { isOpen, waiting, health } = this.state();
    if (!isOpen) return false;
    const share = (this.perSecond * TICK_MS) / 1_000;
    if (waiting > share * MOST_TICKS_WAITING) {
      this.adapt(SHRINKING);
      return true;
    }
    this.adapt(health < WELL ? SHRINKING : waiting <= share ? GROWTH : 1);
    this.places = Math.min(this.places + share, Math.max(share, 1));
    if (this.places < 1) return true;
    const called = await this.call(before, Math.floor(this.places));
    this.places -= called;
    return called > 0;
  }

  private adapt(times: number): void {
    if (this.parts.pace) return;
    this.perSecond = Math.min(AT_MOST, Math.max(AT_FIRST, this.perSecond * times));
  }

  private async call(before: string, most: number): Promise<number> {
    const { db } = this.parts;
    const [[called]] = (await db.batch([
      recallHeldRows(this.key, before, most),
      notifyRelays(db.schema, 0),
    ])) as unknown as [[{ records: number }]];
    return called.records;
  }
}
