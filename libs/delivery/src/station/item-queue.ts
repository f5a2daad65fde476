import type { Item } from '../item.js';

/** What waits at a station, in the order in which it came. */
export class ItemQueue {
  private items: Item[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  /** When the oldest came, by performance.now(). */
  get oldestAt(): number {
    return this.items[this.head]?.arrivedAt ?? Infinity;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  take(most: number): Item[] {
    const taken = this.items.slice(this.head, this.head + most);
    this.head += taken.length;
    if (this.head === this.items.length) this.clear();
    return taken;
  }

  takeAll(): Item[] {
    return this.take(Infinity);
  }

  /** Leaves those for which it holds to the next owner of their partition. */
  leave(which: (item: Item) => boolean): void {
    const kept: Item[] = [];
    for (let i = this.head; i < this.items.length; i++) {
      const item = this.items[i] as Item;
      if (which(item)) item.leave();
      else kept.push(item);
    }
    this.items = kept;
    this.head = 0;
  }

  private clear(): void {
    this.items = [];
    this.head = 0;
  }
}
