/**
 * How a change of what all instances keep in memory becomes known. It is announced in its own transaction, so that whoever listens
 * is told if it was committed, and only then; the instance that made it has forgotten what was before, in both threads, before it
 * answers. Every instance listens on one connection: when that was away, anything may have changed. Nobody relies on the news
 * alone: what is lost is made up for by the age that fresh-values.ts allows.
 */
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Notifications } from '#libs/messaging';
import type { Database, Transaction } from '#libs/persistence';
import type { BulkTaker } from '../notifications/bulk-thread/bulk-taker.js';
import { announce, announced, changesChannel, forgetIn, type Change, type Memories } from './change.js';

export class Changes implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly hearing: Notifications;

  constructor(
    private readonly db: Database,
    private readonly memories: Memories,
    private readonly bulks: Pick<BulkTaker, 'forget'>,
  ) {
    this.hearing = new Notifications(
      db.url,
      'gateway-changes',
      changesChannel(db.schema),
      () => void this.forget(),
      (payload) => void this.hear(announced(payload)),
    );
  }

  onApplicationBootstrap(): void {
    this.hearing.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.hearing.stop();
  }

  /** Makes a change in one transaction; it holds here when this resolves. */
  async make<T>(change: Change, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const made = await this.db.transaction(async (tx) => {
      const done = await work(tx);
      tx.enqueue(announce(change));
      return done;
    });
    await this.forget(change);
    return made;
  }

  private async hear(change: Change | undefined): Promise<void> {
    if (change) await this.forget(change);
  }

  private async forget(change?: Change): Promise<void> {
    forgetIn(this.memories, change);
    await this.bulks.forget(change);
  }
}
