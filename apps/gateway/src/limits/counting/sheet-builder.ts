import type { Counter, Run, Sheet, SheetOutcome } from './counters.js';
import type { Standing } from './sliding-window.js';

export interface AskedRun {
  readonly counters: readonly Counter[];
  readonly entries: readonly unknown[];
}

/** What one request asks for. */
export interface Asked {
  readonly tenantId: string;
  readonly runs: readonly AskedRun[];
}

export interface Told {
  /** In the order of the runs; `full` is the limit that had no room for what was not admitted. */
  readonly runs: readonly { readonly admitted: number; readonly full?: Counter | undefined }[];
  standingOf(counter: Counter): Standing;
}

/** Lays the requests of a tenant on one sheet, each counter on it once, and reads from the outcome what each was told. */
export class SheetBuilder {
  private readonly byTenant = new Map<string, OpenSheet>();
  /** The sheet of each request, and the place of its first run there. */
  private readonly places: { readonly sheet: OpenSheet; readonly first: number; readonly count: number }[] = [];

  constructor(all: readonly Asked[]) {
    for (const { tenantId, runs } of all) {
      let sheet = this.byTenant.get(tenantId);
      if (!sheet) this.byTenant.set(tenantId, (sheet = new OpenSheet()));
      this.places.push({ sheet, first: sheet.runs.length, count: runs.length });
      for (const run of runs) sheet.add(run);
    }
  }

  get sheets(): Sheet[] {
    return [...this.byTenant.values()];
  }

  told(outcomes: readonly SheetOutcome[]): Told[] {
    const bySheet = new Map(this.sheets.map((sheet, i) => [sheet, outcomes[i] as SheetOutcome]));
    return this.places.map(({ sheet, first, count }) => {
      const { runs, standings } = bySheet.get(sheet) as SheetOutcome;
      return {
        runs: runs.slice(first, first + count).map(({ admitted, full }) => ({
          admitted,
          full: full === undefined ? undefined : sheet.counters[full],
        })),
        standingOf: ({ key }) => standings[sheet.placeOf(key)] as Standing,
      };
    });
  }
}

class OpenSheet implements Sheet {
  readonly counters: Counter[] = [];
  readonly runs: Run[] = [];
  private readonly places = new Map<string, number>();

  add({ counters, entries }: AskedRun): void {
    this.runs.push({ items: entries.length, counters: counters.map((counter) => this.place(counter)) });
  }

  placeOf(key: string): number {
    return this.places.get(key) as number;
  }

  private place(counter: Counter): number {
    let place = this.places.get(counter.key);
    if (place === undefined) {
      place = this.counters.push(counter) - 1;
      this.places.set(counter.key, place);
    }
    return place;
  }
}
