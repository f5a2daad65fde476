import type { Item } from '../item.js';

/** What waits at a station, in the order in which it came. What is taken is held no longer: under a backlog it is never empty. */
export class ItemQueue {
  private items: Item[] = [];

  get length(): number {
    return this.items.length;
  }

  /** When the oldest came, by performance.now(). */
  get oldestAt(): number {
    return this.items[0]?.arrivedAt ?? Infinity;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  take(most: number): Item[] {
    return this.items.splice(0, most);
  }

  takeAll(): Item[] {
    return this.take(Infinity);
  }

  /** Leaves those for which it holds to the next owner of their partition. */
  leave(which: (item: Item) => boolean): void {
    const kept: Item[] = [];
    for (const item of this.items) {
      if (which(item)) item.leave();
      else kept.push(item);
    }
    this.items = kept;
  }
}
