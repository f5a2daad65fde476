import { grouped } from '#libs/persistence';

const FRESH_MS = 10_000;
const MAX_CACHED = 10_000;

interface Cached<Value> {
  readonly value: Value;
  readonly until: number;
}

/**
 * What is read so often that it is kept in memory: read again when it has changed (changes.ts), and after ten seconds in any case,
 * for the news of a change may be lost.
 */
export class FreshValues<Value> {
  private readonly cached = new Map<string, Cached<Value>>();
  private readonly load: (key: string) => Promise<Value>;
  /** Moves when something is forgotten: what was being read then may be what was before. */
  private age = 0;

  constructor(
    load: (keys: string[]) => Promise<readonly Value[]>,
    private readonly now: () => number = Date.now,
  ) {
    this.load = grouped(load);
  }

  /** At once, without a promise, where it can: this stands before every request. */
  of(key: string): Value | Promise<Value> {
    const known = this.cached.get(key);
    return known && known.until > this.now() ? known.value : this.refresh(key);
  }

  /** Of one key, or of all. */
  forget(key?: string): void {
    this.age += 1;
    if (key === undefined) this.cached.clear();
    else this.cached.delete(key);
  }

  /** Where it is not known under which key it is kept. */
  forgetThose(are: (value: Value) => boolean): void {
    this.age += 1;
    for (const [key, { value }] of this.cached) if (are(value)) this.cached.delete(key);
  }

  private async refresh(key: string): Promise<Value> {
    const { age } = this;
    const value = await this.load(key);
    if (age !== this.age) return value;
    if (this.cached.size >= MAX_CACHED) this.cached.clear();
    this.cached.set(key, { value, until: this.now() + FRESH_MS });
    return value;
  }
}
