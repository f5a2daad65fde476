/**
 * How many calls an endpoint may have under way at once, and whether it is called at all right now: what is slow or dead takes no more than
 * its share of a lane's slots. One that answers quickly gets many; one that has failed several times in a row gets one trial call after a
 * pause that grows. Pure but for the clock.
 */
interface Gate {
  underWay: number;
  /** Of its answers, of late, in milliseconds; undefined: none yet. */
  took: number | undefined;
  failures: number;
  /** Until then nobody tries. */
  closedUntil: number;
}

export type Entry =
  | { readonly open: true; readonly leave: (how: Ending) => void }
  | { readonly open: false; readonly why: 'busy' | 'failing'; readonly againMs: number };

export type Ending = 'well' | 'failed' | 'neither';

export interface GateRules {
  readonly now: () => number;
  readonly random: () => number;
  /** Multiplies pauses. */
  readonly factor: number;
}

const MOST_UNKNOWN = 16;
const MOST_QUICK = 64;
const MOST_SLOW = 4;
const QUICK_MS = 300;
/** How much the last answer counts. */
const LAST = 0.2;
const FAILURES = 5;
const PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const BUSY_MS = 1_000;
const BUSY_SPREAD_MS = 4_000;
const KEPT = 10_000;

export class EndpointGates {
  private readonly gates = new Map<string, Gate>();

  constructor(private readonly rules: GateRules) {}

  enter(name: string): Entry {
    const gate = this.gateOf(name);
    const { factor, random, now } = this.rules;
    if (gate.failures >= FAILURES) {
      const leftMs = gate.closedUntil - now();
      if (leftMs > 0 || gate.underWay > 0)
        return { open: false, why: 'failing', againMs: Math.max(leftMs, PAUSE_MS * factor) * (1 + random()) };
    } else if (gate.underWay >= mostOf(gate)) {
      return { open: false, why: 'busy', againMs: (BUSY_MS + BUSY_SPREAD_MS * random()) * factor };
    }
    gate.underWay += 1;
    const began = now();
    return { open: true, leave: (how) => this.leave(gate, how, now() - began) };
  }

  private leave(gate: Gate, how: Ending, tookMs: number): void {
    gate.underWay -= 1;
    gate.took = gate.took === undefined ? tookMs : gate.took * (1 - LAST) + tookMs * LAST;
    if (how === 'well') gate.failures = 0;
    if (how !== 'failed') return;
    gate.failures += 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** Math.min(gate.failures - FAILURES, 10));
    gate.closedUntil = this.rules.now() + pauseMs * this.rules.factor;
  }

  private gateOf(name: string): Gate {
    let gate = this.gates.get(name);
    if (gate) return gate;
    if (this.gates.size >= KEPT) this.forgetIdle();
    gate = { underWay: 0, took: undefined, failures: 0, closedUntil: 0 };
    this.gates.set(name, gate);
    return gate;
  }

  private forgetIdle(): void {
    for (const [name, { underWay, failures }] of this.gates)
      if (underWay === 0 && failures === 0) this.gates.delete(name);
    if (this.gates.size >= KEPT)
      for (const [name, gate] of this.gates) if (gate.underWay === 0) this.gates.delete(name);
  }
}

function mostOf({ took }: Gate): number {
  if (took === undefined) return MOST_UNKNOWN;
  return took <= QUICK_MS ? MOST_QUICK : MOST_SLOW;
}
