import type { Sheet, SheetOutcome } from './counters.js';
import { LocalCounters } from './local-counters.js';
import { Outage, type Log } from './outage.js';
import type { Standby } from './standby.js';

/** In the memory of this thread: what other threads ask for comes to it as messages (thread-standby.ts). */
export class StandbyHere implements Standby {
  private readonly counters: LocalCounters;
  private readonly outage: Outage;

  constructor(now?: () => number, log?: Log) {
    this.counters = new LocalCounters(now);
    this.outage = new Outage(() => this.counters.forget(), log);
  }

  take(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    return this.counters.take(sheets);
  }

  begins(connection: string, why: string): void {
    this.outage.begins(connection, why);
  }

  ends(connection: string): void {
    this.outage.ends(connection);
  }
}
