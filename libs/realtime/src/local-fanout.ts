export type Listener<T> = (items: readonly T[]) => void;

/** Who listens to which topics in this process. A listener gets what a group holds for it in one call, each item once. */
export class LocalFanout<T> {
  private readonly listeners = new Map<string, Set<Listener<T>>>();

  listen(topic: string, listener: Listener<T>): void {
    const known = this.listeners.get(topic);
    if (known) known.add(listener);
    else this.listeners.set(topic, new Set([listener]));
  }

  forget(topic: string, listener: Listener<T>): void {
    const known = this.listeners.get(topic);
    known?.delete(listener);
    if (known?.size === 0) this.listeners.delete(topic);
  }

  has(topic: string): boolean {
    return this.listeners.has(topic);
  }

  get topics(): Iterable<string> {
    return this.listeners.keys();
  }

  get size(): number {
    return this.listeners.size;
  }

  deliver(items: readonly T[], topicsOf: (item: T) => readonly string[]): void {
    if (this.listeners.size === 0) return;
    const shares = new Map<Listener<T>, Set<T>>();
    for (const item of items) {
      for (const topic of topicsOf(item)) {
        for (const listener of this.listeners.get(topic) ?? []) {
          const share = shares.get(listener);
          if (share) share.add(item);
          else shares.set(listener, new Set([item]));
        }
      }
    }
    for (const [listener, share] of shares) listener([...share]);
  }
}
