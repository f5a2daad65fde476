interface Entry {
  readonly offset: number;
  readonly timestamp: number;
  done: boolean;
}

/**
 * Which of the records that were handed out are done, and how far all before are: only that far may be committed.
 * They are handed out by rising offsets, which may have gaps (compaction, control records).
 */
export class DonePrefix {
  private entries: Entry[] = [];
  /** Entries before it are done. */
  private head = 0;

  /** Handed out and not yet done. */
  open = 0;

  add(offset: number, timestamp: number, done = false): void {
    if (offset <= (this.entries.at(-1)?.offset ?? -1)) this.forgetFrom(offset);
    this.entries.push({ offset, timestamp, done });
    if (done) this.advance();
    else this.open += 1;
  }

  done(offset: number): void {
    const entry = this.at(offset);
    if (!entry || entry.done) return;
    entry.done = true;
    this.open -= 1;
    this.advance();
  }

  isDone(offset: number): boolean {
    return this.at(offset)?.done ?? true;
  }

  /** The offset after the last of the done prefix. Undefined when there is nothing to commit. */
  get committable(): number | undefined {
    const last = this.entries[this.head - 1];
    return last && last.offset + 1;
  }

  /** What lies before is committed, and forgotten. */
  committed(next: number): void {
    let count = 0;
    while (count < this.head && (this.entries[count] as Entry).offset < next) count += 1;
    this.entries.splice(0, count);
    this.head -= count;
  }

  /** Done and not committed, with their times: they come again after a rebalance, and need not be handed out. */
  handled(): Map<number, number> {
    return new Map(this.entries.filter((e) => e.done).map((e) => [e.offset, e.timestamp]));
  }

  /** They come again, or the log was cut off and others have their offsets: what is before them stays as it is. */
  private forgetFrom(offset: number): void {
    const gone = this.entries.splice(this.placeOf(offset));
    this.open -= gone.filter((entry) => !entry.done).length;
    this.head = Math.min(this.head, this.entries.length);
  }

  private at(offset: number): Entry | undefined {
    const entry = this.entries[this.placeOf(offset)];
    return entry?.offset === offset ? entry : undefined;
  }

  /** Where it is, or would be. By halves: cheaper than a map, which would have to forget every one of them again. */
  private placeOf(offset: number): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle] as Entry).offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private advance(): void {
    while (this.entries[this.head]?.done) this.head += 1;
  }
}
