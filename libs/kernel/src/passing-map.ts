interface Box<V> {
  value: V | undefined;
}

/**
 * A map for what comes and goes while the map stays. V8 leaves each table that a Map has outgrown linked to the next: once one of them
 * has become old, it keeps all that follow, and whatever lay in them when they were left, until the whole heap is collected. In here
 * lie only boxes, and what has gone leaves its box empty.
 */
export class PassingMap<K, V> {
  private readonly boxes = new Map<K, Box<V>>();

  get size(): number {
    return this.boxes.size;
  }

  has(key: K): boolean {
    return this.boxes.has(key);
  }

  get(key: K): V | undefined {
    return this.boxes.get(key)?.value;
  }

  set(key: K, value: V): this {
    const box = this.boxes.get(key);
    if (box) box.value = value;
    else this.boxes.set(key, { value });
    return this;
  }

  delete(key: K): boolean {
    const box = this.boxes.get(key);
    if (box) box.value = undefined;
    return this.boxes.delete(key);
  }

  clear(): void {
    for (const box of this.boxes.values()) box.value = undefined;
    this.boxes.clear();
  }

  forEach(each: (value: V, key: K) => void): void {
    this.boxes.forEach(({ value }, key) => each(value as V, key));
  }

  *values(): Generator<V, undefined> {
    for (const { value } of this.boxes.values()) yield value as V;
  }

  *[Symbol.iterator](): Generator<[K, V], undefined> {
    for (const [key, { value }] of this.boxes) yield [key, value as V];
  }
}
