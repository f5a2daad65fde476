import { RecentMap } from '../../recipients/recent-map.js';
import type { Counter, Counters, Run, RunOutcome, Sheet, SheetOutcome } from './counters.js';
import { countsAt, roomIn, standingOf, withMore, type Counts } from './sliding-window.js';

/** More than that at once, and those that were used the longest ago begin again. */
const MOST = 50_000;

/** The same counts in memory, for while Redis is away: they know nothing of other instances. */
export class LocalCounters implements Counters {
  private counts = new RecentMap<Counts>(MOST);

  constructor(private readonly now: () => number = Date.now) {}

  take(sheets: readonly Sheet[]): Promise<SheetOutcome[]> {
    return Promise.resolve(sheets.map((sheet) => this.takeSheet(sheet)));
  }

  forget(): void {
    this.counts = new RecentMap<Counts>(MOST);
  }

  private takeSheet({ counters, runs }: Sheet): SheetOutcome {
    const now = this.now();
    const before = counters.map((rule) => countsAt(this.counts.get(rule.key), rule, now));
    const counts = [...before];
    const outcomes = runs.map((run) => takeRun(run, counters, counts, now));
    counters.forEach(({ key }, i) => {
      if (counts[i] !== before[i]) this.counts.set(key, counts[i] as Counts);
    });
    return { runs: outcomes, standings: counters.map((counter, i) => standingOf(counter, counts[i] as Counts, now)) };
  }
}

function takeRun(run: Run, counters: readonly Counter[], counts: Counts[], now: number): RunOutcome {
  let admitted = run.items;
  let full: number | undefined;
  for (const place of run.counters) {
    const room = roomIn(counters[place] as Counter, counts[place] as Counts);
    if (room < admitted) [admitted, full] = [room, place];
  }
  for (const place of admitted > 0 ? run.counters : [])
    counts[place] = withMore(counters[place] as Counter, counts[place] as Counts, admitted, now);
  return { admitted, full };
}
