// The callbacks that one provider still owes. They are derived from the ledger, so they need no store of their own: what is
// kept is the number up to which everything was told (control-state), and a start reads the ledger from there again.
// A callback told twice has the same event id.
import type { Send } from '../ledger/ledger-entry.js';

export interface OwedCallback {
  readonly seq: number;
  readonly kind: string;
  readonly dueAt: number;
  readonly send: Send;
  readonly errorCode?: number;
}

/** `again`: the gateway is away, try the same later; `dropped`: it does not want it. */
export type Told = 'done' | 'dropped' | 'again';

export interface CallbackCourier {
  /** How many callbacks one call carries, or how many calls run at once. */
  readonly group: number;
  tell(callbacks: readonly OwedCallback[]): Promise<Told>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

export class CallbackQueue {
  private owed: OwedCallback[] = [];
  private telling: readonly OwedCallback[] = [];
  private timer: NodeJS.Timeout | undefined;
  private pauseMs = 0;
  private stopped = false;
  private newest: number;
  readonly counts = { told: 0, dropped: 0, failures: 0 };

  constructor(
    private readonly courier: CallbackCourier,
    private readonly onProgress: () => void,
    toldUpTo: number,
    private readonly now: () => number = Date.now,
  ) {
    this.newest = toldUpTo;
  }

  get size(): number {
    return this.owed.length + this.telling.length;
  }

  /** Everything up to this number has been told, or will never be. */
  get toldUpTo(): number {
    let lowest = this.newest + 1;
    for (const { seq } of this.owed) if (seq < lowest) lowest = seq;
    for (const { seq } of this.telling) if (seq < lowest) lowest = seq;
    return lowest - 1;
  }

  /** The send with this number owes these callbacks, perhaps none. */
  add(seq: number, callbacks: readonly OwedCallback[]): void {
    this.newest = Math.max(this.newest, seq);
    for (const callback of callbacks) this.insert(callback);
    if (callbacks.length) this.schedule();
  }

  clear(): void {
    this.owed = [];
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private insert(callback: OwedCallback): void {
    // Delays are mostly equal, so the place is mostly the end.
    let at = this.owed.length;
    while (at > 0 && this.owed[at - 1]!.dueAt > callback.dueAt) at--;
    if (at === this.owed.length) this.owed.push(callback);
    else this.owed.splice(at, 0, callback);
  }

  private schedule(): void {
    if (this.stopped || this.timer || this.telling.length || !this.owed.length) return;
    const wait = Math.max(this.pauseMs, this.owed[0]!.dueAt - this.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.tellDue();
    }, wait);
  }

  private async tellDue(): Promise<void> {
    const now = this.now();
    let count = 0;
    while (count < this.owed.length && count < this.courier.group && this.owed[count]!.dueAt <= now) count++;
    this.telling = this.owed.splice(0, count);
    if (count) await this.tellGroup();
    this.telling = [];
    this.schedule();
  }

  private async tellGroup(): Promise<void> {
    const told = await this.courier.tell(this.telling).catch((): Told => 'again');
    if (told === 'again') {
      this.counts.failures++;
      this.owed.unshift(...this.telling);
      this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
      return;
    }
    this.pauseMs = 0;
    this.counts[told === 'done' ? 'told' : 'dropped'] += this.telling.length;
    this.onProgress();
  }
}
