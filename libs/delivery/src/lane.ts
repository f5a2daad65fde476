/** One lane of one channel: reads what comes, and brings it to the stations of the accounts that are to send it. */
import type { LaneBatch } from '#libs/messaging';
import { BatchInHand, Item } from './item.js';
import type { LaneParts } from './ports.js';
import { quarantine, type Unreadable } from './quarantine.js';
import { readRecord } from './read-record.js';
import { Router } from './routing/router.js';

export class Lane {
  private readonly router: Router;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: LaneParts) {
    this.router = new Router(parts, (items, problem) =>
      this.quarantined(items.map((i) => ({ record: i.record, problem, done: () => i.done(), leave: () => i.leave() }))),
    );
  }

  /** Resolves when all of them are done, or when the batch was called off and what had been begun has ended. */
  async handle(batch: LaneBatch): Promise<void> {
    const inHand = new BatchInHand(batch);
    const unreadable: Unreadable[] = [];
    for (const record of batch.records) {
      const read = readRecord(record, this.parts.channel);
      if ('dispatch' in read) this.router.put(new Item(record, read.dispatch, inHand));
      else
        unreadable.push({
          record,
          problem: read.problem,
          done: () => inHand.done(record),
          leave: () => inHand.leave(),
        });
    }
    const purge = (): void => this.router.purge();
    batch.signal.addEventListener('abort', purge, { once: true });
    if (batch.signal.aborted || this.stopping.signal.aborted) purge();
    if (unreadable.length > 0) void this.quarantined(unreadable);
    this.router.pump();
    await inHand.finished;
    batch.signal.removeEventListener('abort', purge);
  }

  /** No new claims; what is being called ends and is settled, for so long. */
  async stop(withinMs: number): Promise<void> {
    this.stopping.abort(new Error('stopping'));
    await this.router.stop(withinMs);
  }

  private async quarantined(bad: Unreadable[]): Promise<void> {
    await quarantine(this.parts, bad, this.stopping.signal).catch((err: unknown) => {
      this.parts.log.error({ err, records: bad.length }, 'records were not put into quarantine');
      for (const { leave } of bad) leave();
    });
  }
}
