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
  { max = 500, inFlight = 2, apartMs = 0, bytes }: GroupedOptions<I> = {},
): (item: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  let running = 0;
  let scheduled = false;
  let next = 0;
  let timer: NodeJS.Timeout | undefined;

  const groupSize = (): number => {
    const most = Math.min(max, waiting.length);
    if (!bytes) return most;
    let size = 0;
    for (let i = 0; i < most; i++) {
      size += bytes.of((waiting[i] as Waiting<I, O>).item);
      if (size > bytes.max && i > 0) return i;
    }
    return most;
  };

  const takeGroup = (): Waiting<I, O>[] => {
    const size = groupSize();
    if (size < waiting.length) return waiting.splice(0, size);
    const all = waiting;
    waiting = [];
    return all;
  };

  const run = async (group: Waiting<I, O>[]): Promise<void> => {
    try {
      const results = await write(group.map((w) => w.item));
      if (results.length !== group.length) throw new Error(`a group of ${group.length} got ${results.length} results`);
      group.forEach((w, i) => w.resolve(results[i] as O));
    } catch (error) {
      for (const w of group) w.reject(error);
    } finally {
      running -= 1;
      pump();
    }
  };

  /** A write that is too early for a group that is not full. */
  const tooEarly = (): boolean => apartMs > 0 && waiting.length < max && performance.now() < next;

  const pump = (): void => {
    while (waiting.length > 0 && running < inFlight) {
      if (tooEarly()) return schedule();
      running += 1;
      next = performance.now() + apartMs;
      void run(takeGroup());
    }
  };

  const wake = (): void => {
    scheduled = false;
    timer = undefined;
    pump();
  };

  /** The group that waited for company is full. */
  const wakeNow = (): void => {
    clearTimeout(timer);
    wake();
  };

  const schedule = (): void => {
    if (scheduled || running >= inFlight) return;
    scheduled = true;
    if (tooEarly()) timer = setTimeout(wake, next - performance.now());
    else setImmediate(wake);
  };

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (timer && waiting.length >= max) wakeNow();
      else schedule();
    });
}
