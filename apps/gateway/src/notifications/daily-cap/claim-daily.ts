import type { Transaction } from '#libs/persistence';
import { takeDaily, type DailyCount, type Taken, type Wanted } from './daily-counts.statements.js';

/** One notification that wants to be among those of its category that its recipient gets today. */
export interface DailyClaim extends DailyCount {
  readonly cap: number;
}

interface ClaimRun extends Wanted {
  wanted: number;
  readonly places: number[];
}

/**
 * Which of these may go out, first come first served; the others are over their cap. Counted in the transaction that stores them:
 * both happen or neither. One statement for all, unless types of one category have different caps.
 */
export async function claimDaily(tx: Transaction, claims: readonly DailyClaim[]): Promise<boolean[]> {
  const admitted = claims.map(() => false);
  await Promise.all(
    layersOf(claims).map(async (runs) => {
      const taken = await tx.query<Taken>(takeDaily(runs));
      const byName = new Map(taken.map((row) => [nameOf({ ...row, tenantId: row.tenant_id }), row.taken]));
      for (const run of runs) for (const place of run.places.slice(0, byName.get(nameOf(run)))) admitted[place] = true;
    }),
  );
  return admitted;
}

const nameOf = ({ tenantId, person, category, day }: DailyCount): string =>
  [tenantId, person, category, day].join('\0');

/** A statement can count a key once: what follows under another cap is for the next. */
function layersOf(claims: readonly DailyClaim[]): ClaimRun[][] {
  const byName = new Map<string, ClaimRun[]>();
  for (const [place, claim] of claims.entries()) {
    const name = nameOf(claim);
    const runs = byName.get(name);
    const last = runs?.at(-1);
    if (last?.cap === claim.cap) {
      last.wanted += 1;
      last.places.push(place);
      continue;
    }
    const run: ClaimRun = { ...claim, wanted: 1, places: [place] };
    if (runs) runs.push(run);
    else byName.set(name, [run]);
  }
  const sorted = [...byName.keys()].sort().map((name) => byName.get(name) as ClaimRun[]);
  const depth = sorted.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: depth }, (_, layer) => sorted.flatMap((runs) => runs[layer] ?? []));
}
