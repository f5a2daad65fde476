interface Entry {
  readonly offset: number;
  done: boolean;
}

/**
 * Which of the records that were handed out are done, and how far all before are: only that far may be committed.
 * Offsets may have gaps (compaction, control records); what counts is the order in which they were handed out.
 */
export class DonePrefix {
  private entries: Entry[] = [];
  private head = 0;
  private readonly byOffset = new Map<number, Entry>();
  private next: number | undefined;

  /** Handed out and not yet done. */
  open = 0;

  add(offset: number): void {
    const entry = { offset, done: false };
    this.entries.push(entry);
    this.byOffset.set(offset, entry);
    this.open += 1;
  }

  done(offset: number): void {
    const entry = this.byOffset.get(offset);
    if (!entry || entry.done) return;
    entry.done = true;
    this.open -= 1;
    this.advance();
  }

  isDone(offset: number): boolean {
    return this.byOffset.get(offset)?.done ?? (this.next !== undefined && offset < this.next);
  }

  /** Whether it was handed out, done or not. */
  knows(offset: number): boolean {
    return this.byOffset.has(offset) || (this.next !== undefined && offset < this.next);
  }

  /** The offset to commit: that of the first record that is not done. Undefined while nothing is. */
  get committable(): number | undefined {
    return this.next;
  }

  /** Forgets what was handed out and is not done, so that it can be handed out again; what is done stays known. */
  reopen(): void {
    const rest = this.entries.slice(this.head).filter((entry) => entry.done);
    this.byOffset.clear();
    this.entries = [];
    this.head = 0;
    this.open = 0;
    this.kept = new Set(rest.map((entry) => entry.offset));
  }

  /** Done before `reopen`, beyond the prefix. */
  private kept = new Set<number>();

  wasDone(offset: number): boolean {
    return this.kept.has(offset) || this.isDone(offset);
  }

  private advance(): void {
    while (this.entries[this.head]?.done) {
      const { offset } = this.entries[this.head] as Entry;
      this.next = offset + 1;
      this.byOffset.delete(offset);
      this.head += 1;
    }
    if (this.head > 1024) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
  }
}
