/** Keeps at least the last `max` entries that were set, in two generations: nothing is moved when one is read. */
export class RecentMap<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  constructor(private readonly max: number) {}

  get(key: string): V | undefined {
    return this.young.get(key) ?? this.old.get(key);
  }

  /** Whether it is among the last ones: others may be forgotten soon. */
  has(key: string): boolean {
    return this.young.has(key);
  }

  set(key: string, value: V): void {
    this.young.set(key, value);
    if (this.young.size < this.max) return;
    this.old = this.young;
    this.young = new Map();
  }
}
