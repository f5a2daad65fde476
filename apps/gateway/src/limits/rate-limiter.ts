import type { ApiClient } from '#libs/contracts';
import type { Problem } from '#libs/http';
import { metrics } from '#libs/observability';
import { grouped } from '#libs/persistence';
import type { IntakeEntry, IntakeItem } from '../notifications/intake/intake-item.js';
import type { Counter, Counters } from './counting/counters.js';
import { SheetBuilder, type Asked, type AskedRun, type Told } from './counting/sheet-builder.js';
import type { LimitPolicy } from './limit-policy.js';
import { countersOfItem, countersOfRequest } from './limits-of.js';
import { rateLimited, rateLimitHeaders } from './rate-limit-headers.js';

export interface Verdict {
  /** What is not in here is admitted. */
  readonly refused: ReadonlyMap<IntakeEntry, Problem>;
  /** Where the caller stands now. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RateLimiterParts {
  readonly normal: Counters;
  /** With a connection of its own, so that what is critical does not queue behind the rest. */
  readonly critical: Counters;
  /** Of the whole deployment, if it has a ceiling. */
  readonly ceiling: Counter | undefined;
  /** A keyed hash of the person an item goes to: keys are not sealed. */
  readonly hashOf: (item: IntakeItem) => string;
}

const NOTHING: Verdict = { refused: new Map(), headers: {} };
const MOST_ITEMS = 2_000;
const IN_FLIGHT = 4;
/** Also of the intake's groups, which wait for what it says. */
export const APART_MS = 10;

interface RunOfEntries extends AskedRun {
  readonly entries: IntakeEntry[];
}

/**
 * Takes all limits of a request, or of a whole bulk, in one round trip, which it shares with whatever else arrives in the same
 * turn. Items are admitted in their order, as many as fit.
 */
export class RateLimiter {
  private readonly normal: (asked: Asked) => Promise<Told>;
  private readonly critical: (asked: Asked) => Promise<Told>;

  constructor(private readonly parts: RateLimiterParts) {
    this.normal = together(parts.normal, APART_MS);
    this.critical = together(parts.critical);
  }

  /** Never rejects. Without entries, only the headers. */
  async take(client: ApiClient, policy: LimitPolicy, entries: readonly IntakeEntry[]): Promise<Verdict> {
    const shared = countersOfRequest(client.tenant_id, client.client_id, policy);
    if (this.parts.ceiling) shared.push(this.parts.ceiling);
    const runs = this.runsOf(entries, shared, policy);
    if (runs.every(({ counters }) => counters.length === 0)) return NOTHING;
    const take =
      entries.length > 0 && entries.every(({ priority }) => priority === 'critical') ? this.critical : this.normal;
    const told = await take({ tenantId: client.tenant_id, runs });
    const shown = entries.length === 1 ? (runs[0]?.counters ?? shared) : shared;
    const headers = rateLimitHeaders(shown.map((counter) => ({ counter, standing: told.standingOf(counter) })));
    return { refused: refusalsOf(runs, told), headers };
  }

  private runsOf(entries: readonly IntakeEntry[], shared: readonly Counter[], policy: LimitPolicy): RunOfEntries[] {
    const runs: RunOfEntries[] = [];
    let last: RunOfEntries | undefined;
    for (const entry of entries) {
      if ('refused' in entry) continue;
      const own = countersOfItem(entry, policy, this.parts.hashOf);
      const counters = own.length === 0 ? shared : [...shared, ...own];
      if (last?.counters === counters) last.entries.push(entry);
      else runs.push((last = { counters, entries: [entry] }));
    }
    return runs.length > 0 ? runs : [{ counters: shared, entries: [] }];
  }
}

const together = (counters: Counters, apartMs = 0): ((asked: Asked) => Promise<Told>) =>
  grouped(
    async (all) => {
      const builder = new SheetBuilder(all);
      return builder.told(await counters.take(builder.sheets));
    },
    { inFlight: IN_FLIGHT, apartMs, bytes: { of: ({ runs }) => runs.length, max: MOST_ITEMS } },
  );

function refusalsOf(runs: readonly RunOfEntries[], told: Told): Verdict['refused'] {
  const refused = new Map<IntakeEntry, Problem>();
  const problems = new Map<Counter, Problem>();
  runs.forEach(({ entries }, i) => {
    const { admitted, full } = told.runs[i] as Told['runs'][number];
    if (full === undefined) return;
    let problem = problems.get(full);
    if (!problem) problems.set(full, (problem = rateLimited({ counter: full, standing: told.standingOf(full) })));
    for (const entry of entries.slice(admitted)) refused.set(entry, problem);
    metrics.rateLimited.inc({ limit: full.name }, entries.length - admitted);
  });
  return refused.size === 0 ? NOTHING.refused : refused;
}
