import type { Rule, Standing } from './sliding-window.js';

export type LimitName = 'client' | 'tenant' | 'quota' | 'deployment' | 'user' | 'channel';

/** One limit of somebody or something: the key names whose count it is. */
export interface Counter extends Rule {
  readonly key: string;
  readonly name: LimitName;
  /** In headers and refusals: the name, and which of several. */
  readonly label: string;
}

/** Items one after the other that fall under the same limits. None at all: only to be told how they stand. */
export interface Run {
  readonly items: number;
  /** Places in the sheet's counters. */
  readonly counters: readonly number[];
}

/** What is asked for one tenant at once. */
export interface Sheet {
  readonly counters: readonly Counter[];
  readonly runs: readonly Run[];
}

export interface RunOutcome {
  /** The first so many of the run. */
  readonly admitted: number;
  /** Place of the counter that had no room for the others. */
  readonly full?: number | undefined;
}

export interface SheetOutcome {
  readonly runs: readonly RunOutcome[];
  /** Of each counter, after all runs. */
  readonly standings: readonly Standing[];
}

/** Looks at all limits of an item before it counts any: what is refused by one takes nothing from the others. */
export interface Counters {
  take(sheets: readonly Sheet[]): Promise<SheetOutcome[]>;
}
