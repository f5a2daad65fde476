export interface GroupedOptions<I> {
  /** Items in one write at most; 500. */
  readonly max?: number;
  /** Writes under way at once; 2. */
  readonly inFlight?: number;
  /**
   * Writes that are not full begin at least this far apart, in milliseconds: 0. Under no load nothing waits; under load
   * groups grow at the cost of that much delay, where the cost of a write is more by the write than by the item.
   */
  readonly apartMs?: number;
  /** Bounds a write by size as well. An item bigger than `max` goes alone. */
  readonly bytes?: { readonly of: (item: I) => number; readonly max: number };
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (result: O) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects single calls into group writes: what arrives while the last write runs goes with the next. Under no load an
 * item waits for nothing but the end of its tick; under load the groups grow by themselves.
 * `write` answers one result for each item, in order.
 */
export function grouped<I, O>(
  write: (items: I[]) => Promise<readonly O[]>,
  options: GroupedOptions<I> = {},
): (item: I) => Promise<O> {
  const groups = new Groups(write, options);
  return (item) => new Promise<O>((resolve, reject) => groups.push({ item, resolve, reject }));
}

class Groups<I, O> {
  private waiting: Waiting<I, O>[] = [];
  private waitingBytes = 0;
  private running = 0;
  private scheduled = false;
  /** Before this time only a full group is written. */
  private next = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly max: number;
  private readonly inFlight: number;
  private readonly apartMs: number;

  constructor(
    private readonly write: (items: I[]) => Promise<readonly O[]>,
    private readonly options: GroupedOptions<I>,
  ) {
    this.max = options.max ?? 500;
    this.inFlight = options.inFlight ?? 2;
    this.apartMs = options.apartMs ?? 0;
  }

  push(one: Waiting<I, O>): void {
    this.waiting.push(one);
    this.waitingBytes += this.bytesOf(one.item);
    if (this.timer && this.isFull()) {
      clearTimeout(this.timer);
      this.wake();
    } else this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.running >= this.inFlight) return;
    this.scheduled = true;
    if (this.tooEarly()) this.timer = setTimeout(() => this.wake(), this.next - performance.now());
    else setImmediate(() => this.wake());
  }

  private wake(): void {
    this.scheduled = false;
    this.timer = undefined;
    this.pump();
  }

  private tooEarly(): boolean {
    return this.apartMs > 0 && !this.isFull() && performance.now() < this.next;
  }

  private isFull(): boolean {
    return this.waiting.length >= this.max || this.waitingBytes >= (this.options.bytes?.max ?? Infinity);
  }

  private bytesOf(item: I): number {
    return this.options.bytes?.of(item) ?? 0;
  }

  private pump(): void {
    while (this.waiting.length > 0 && this.running < this.inFlight) {
      if (this.tooEarly()) return this.schedule();
      this.running += 1;
      this.next = performance.now() + this.apartMs;
      void this.run(this.takeGroup());
    }
  }

  private async run(group: Waiting<I, O>[]): Promise<void> {
    try {
      const results = await this.write(group.map((w) => w.item));
      if (results.length !== group.length) throw new Error(`a group of ${group.length} got ${results.length} results`);
      group.forEach((w, i) => w.resolve(results[i] as O));
    } catch (error) {
      for (const w of group) w.reject(error);
    } finally {
      this.running -= 1;
      this.pump();
    }
  }

  private takeGroup(): Waiting<I, O>[] {
    const { count, bytes } = this.nextGroup();
    this.waitingBytes -= bytes;
    if (count < this.waiting.length) return this.waiting.splice(0, count);
    const all = this.waiting;
    this.waiting = [];
    return all;
  }

  private nextGroup(): { count: number; bytes: number } {
    const mostBytes = this.options.bytes?.max ?? Infinity;
    const most = Math.min(this.max, this.waiting.length);
    let bytes = 0;
    for (let count = 0; count < most; count++) {
      const size = this.bytesOf((this.waiting[count] as Waiting<I, O>).item);
      if (bytes + size > mostBytes && count > 0) return { count, bytes };
      bytes += size;
    }
    return { count: most, bytes };
  }
}
