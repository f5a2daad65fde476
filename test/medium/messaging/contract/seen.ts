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

  has(count: number, timeoutMs = 15_000): Promise<unknown> {
    return until(() => this.distinct >= count, { timeoutMs, what: `${count} records` });
  }
}
