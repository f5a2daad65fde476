interface Entry {
  readonly offset: number;
  readonly timestamp: number;
  done: boolean;
}

/**
 * Which of the records that were handed out are done, and how far all before are: only that far may be committed.
 * Offsets may have gaps (compaction, control records); what counts is the order in which they were handed out.
 */
export class DonePrefix {
  private entries: Entry[] = [];
  private readonly byOffset = new Map<number, Entry>();
  /** Entries before it are done. */
  private head = 0;

  /** Handed out and not yet done. */
  open = 0;

  add(offset: number, timestamp: number, done = false): void {
    const entry = { offset, timestamp, done };
    this.entries.push(entry);
    this.byOffset.set(offset, entry);
    if (done) this.advance();
    else this.open += 1;
  }

  done(offset: number): void {
    const entry = this.byOffset.get(offset);
    if (!entry || entry.done) return;
    entry.done = true;
    this.open -= 1;
    this.advance();
  }

  isDone(offset: number): boolean {
    return this.byOffset.get(offset)?.done ?? true;
  }

  /** The offset after the last of the done prefix. Undefined when there is nothing to commit. */
  get committable(): number | undefined {
    const last = this.entries[this.head - 1];
    return last && last.offset + 1;
  }

  /** What lies before is committed, and forgotten. */
  committed(next: number): void {
    let count = 0;
    while (count < this.head && (this.entries[count] as Entry).offset < next) {
      this.byOffset.delete((this.entries[count] as Entry).offset);
      count += 1;
    }
    this.entries.splice(0, count);
    this.head -= count;
  }

  /** Done and not committed, with their times: they come again after a rebalance, and need not be handed out. */
  handled(): Map<number, number> {
    return new Map(this.entries.filter((e) => e.done).map((e) => [e.offset, e.timestamp]));
  }

  private advance(): void {
    while (this.entries[this.head]?.done) this.head += 1;
  }
}
