import { until } from '#libs/testing';
import type { LaneBatch } from '#libs/messaging';
import { handling, numberOf } from './messaging-port.js';

/** A handler that takes everything and remembers it. */
export class Seen {
  readonly numbers: number[] = [];
  readonly batches: LaneBatch[] = [];

  readonly handler = handling((batch) => {
    this.batches.push(batch);
    this.numbers.push(...batch.records.map(numberOf));
    batch.allDone();
  });

  get distinct(): number {
    return new Set(this.numbers).size;
  }

  /** What came more than once, and from where each time: one offset read twice, or one record written twice. */
  get twice(): string[] {
    const places = new Map<number, string[]>();
    for (const { partition, records } of this.batches) {
      for (const record of records) {
        const number = numberOf(record);
        places.set(number, [...(places.get(number) ?? []), `${partition}/${record.offset}`]);
      }
    }
    return [...places].filter(([, at]) => at.length > 1).map(([number, at]) => `${number}: ${at.join(', ')}`);
  }

  has(count: number, timeoutMs = 15_000): Promise<unknown> {
    return until(() => this.distinct >= count, { timeoutMs, what: `${count} records` });
  }
}
