export interface GroupedOptions<I> {
  /** Items in one write at most; 500. */
  readonly max?: number;
  /** Writes under way at once; 2. */
  readonly inFlight?: number;
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
  { max = 500, inFlight = 2, bytes }: GroupedOptions<I> = {},
): (item: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  let running = 0;
  let scheduled = false;

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

  const pump = (): void => {
    while (waiting.length > 0 && running < inFlight) {
      running += 1;
      void run(takeGroup());
    }
  };

  const schedule = (): void => {
    if (scheduled || running >= inFlight) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      pump();
    });
  };

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      schedule();
    });
}
