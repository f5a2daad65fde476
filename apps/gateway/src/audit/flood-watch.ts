import type { RefusalReason } from '../access/refusal.js';

const WINDOW_MS = 60_000;
const FIRST = 100;
const NEXT = 10;

export interface Flood {
  readonly refused: number;
  readonly reasons: Readonly<Partial<Record<RefusalReason, number>>>;
}

/** Says when many are refused within a minute: at a hundred, and again at ten times as many, so that a flood is some lines and no flood. */
export class FloodWatch {
  private since = -Infinity;
  private refused = 0;
  private next = FIRST;
  private reasons: Partial<Record<RefusalReason, number>> = {};

  note(reason: RefusalReason, times: number, now: number): Flood | undefined {
    if (now - this.since >= WINDOW_MS) this.begin(now);
    this.refused += times;
    this.reasons[reason] = (this.reasons[reason] ?? 0) + times;
    if (this.refused < this.next) return undefined;
    while (this.next <= this.refused) this.next *= NEXT;
    return { refused: this.refused, reasons: { ...this.reasons } };
  }

  private begin(now: number): void {
    this.since = now;
    this.refused = 0;
    this.next = FIRST;
    this.reasons = {};
  }
}
