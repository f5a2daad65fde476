import type { DispatchRecord } from '#libs/contracts';
import type { ConsumedRecord, LaneBatch } from '#libs/messaging';
import { traceIdOf } from '#libs/observability';
import type { Wish } from './decide.js';
import type { Account } from './routing/account.js';

/** A batch while its records are in the engine's hands. */
export class BatchInHand {
  /** When it came, by performance.now(). */
  readonly at = performance.now();
  private open: number;
  private finish!: () => void;
  readonly finished: Promise<void>;

  constructor(private readonly batch: LaneBatch) {
    this.open = batch.records.length;
    this.finished = new Promise((resolve) => (this.finish = resolve));
    if (this.open === 0) this.finish();
  }

  /** Rebalanced or stopped: what has not been begun is left to the next owner. */
  get cancelled(): boolean {
    return this.batch.signal.aborted;
  }

  done(record: ConsumedRecord): void {
    this.batch.done(record);
    this.leave();
  }

  /** Not done: it comes again. */
  leave(): void {
    this.open -= 1;
    if (this.open === 0) this.finish();
  }
}

/** One record on its way through the engine. One shape for all of its life, since there are hundreds of thousands of them. */
export class Item {
  readonly deliveryId: string;
  attempt: number;
  wish: Wish = SEND;
  proof: boolean | undefined = undefined;
  proofAsked = false;
  /** The token of the claim. */
  owner = '';
  claims = 1;
  seq = 1;
  claimedAt = '';
  /** By performance.now(): a process that was frozen must see that its time is over. */
  leaseEnd = 0;
  /** Who may send it, where there is a choice. */
  accounts: readonly Account[] | undefined = undefined;
  private inBatch = true;

  constructor(
    readonly record: ConsumedRecord,
    readonly dispatch: DispatchRecord,
    private readonly batch: BatchInHand,
  ) {
    this.deliveryId = dispatch.delivery_id;
    this.attempt = dispatch.attempt;
  }

  get arrivedAt(): number {
    return this.batch.at;
  }

  get cancelled(): boolean {
    return this.batch.cancelled;
  }

  /** Whether its record still waits for it. */
  get awaited(): boolean {
    return this.inBatch;
  }

  done(): void {
    if (!this.inBatch) return;
    this.inBatch = false;
    this.batch.done(this.record);
  }

  leave(): void {
    if (!this.inBatch) return;
    this.inBatch = false;
    this.batch.leave();
  }
}

const SEND: Wish = { do: 'send' };

export const byDeliveryId = (a: Item, b: Item): number =>
  a.deliveryId < b.deliveryId ? -1 : a.deliveryId > b.deliveryId ? 1 : 0;

/** What a log line says of it: never more than ids. */
export const idsOf = ({ record, dispatch, attempt }: Item) => ({
  trace_id: traceIdOf(record.headers['traceparent']),
  tenant_id: dispatch.tenant_id,
  notification_id: dispatch.notification_id,
  delivery_id: dispatch.delivery_id,
  attempt,
});
