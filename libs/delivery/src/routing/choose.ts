/**
 * Which account gets a record. Pure. The best (order, then cost) that is open and healthy; those that are equally good share by
 * weight and health. A better one that wants its one trial call gets it. Where nobody is healthy, the least bad.
 */
import type { Account } from './account.js';

/** `trial`: closed for all but one, who finds out whether it works again. `shut`: what comes now waits. */
export type Standing = 'open' | 'trial' | 'shut';

export interface Candidate {
  readonly account: Pick<Account, 'id' | 'order' | 'cost' | 'weight'>;
  readonly standing: Standing;
  /** Between 0 and 1. */
  readonly health: number;
}

/** Below it, the next best is better. */
const HEALTHY = 0.5;

/** Those who serve the target; undefined: there are none. Who is to be avoided gets it only when there is nobody else. */
export function choose<C extends Candidate>(
  serving: readonly C[],
  avoid: readonly string[] | undefined,
  random: () => number,
): C | undefined {
  const untried = avoid ? serving.filter(({ account }) => !avoid.includes(account.id)) : serving;
  const candidates = untried.length > 0 ? untried : serving;
  const healthy = best(candidates.filter(({ standing, health }) => standing === 'open' && health >= HEALTHY));
  const trial = best(candidates.filter(({ standing }) => standing === 'trial'))[0];
  if (trial && (healthy[0] === undefined || byRank(trial, healthy[0]) < 0)) return trial;
  if (healthy.length > 0) return shared(healthy, random);
  const open = candidates.filter(({ standing }) => standing === 'open');
  return leastBad(open.length > 0 ? open : candidates);
}

const byRank = (a: Candidate, b: Candidate): number =>
  a.account.order - b.account.order || a.account.cost - b.account.cost;

function best<C extends Candidate>(candidates: readonly C[]): C[] {
  let found: C[] = [];
  for (const candidate of candidates) {
    const rank = found[0] === undefined ? -1 : byRank(candidate, found[0]);
    if (rank < 0) found = [candidate];
    else if (rank === 0) found.push(candidate);
  }
  return found;
}

function shared<C extends Candidate>(candidates: readonly C[], random: () => number): C | undefined {
  if (candidates.length === 1) return candidates[0];
  const shares = candidates.map(({ account, health }) => account.weight * health);
  let rest = random() * shares.reduce((sum, share) => sum + share, 0);
  return candidates.find((_, i) => (rest -= shares[i] as number) < 0) ?? candidates[0];
}

const leastBad = <C extends Candidate>(candidates: readonly C[]): C | undefined =>
  candidates.toSorted((a, b) => b.health - a.health || byRank(a, b))[0];
