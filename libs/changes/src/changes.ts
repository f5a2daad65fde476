/**
 * How a change of what all instances keep in memory becomes known. It is announced in its own transaction, so that whoever listens
 * is told if it was committed, and only then; the instance that made it has forgotten what was before, before it answers. Every
 * instance listens on one connection: when that was away, anything may have changed. Nobody relies on the news alone: what is lost
 * is made up for by the age that fresh-values.ts allows.
 */
import { Notifications } from '#libs/messaging';
import type { Database, Transaction } from '#libs/persistence';
import { announce, announced, changesChannel, type Change } from './change.js';

export interface ChangesOptions<Kind extends string> {
  readonly db: Database;
  /** Shown as application_name of the connection that listens. */
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** What is known of this is out of date; without a change, all that is known may be. */
  readonly forget: (change?: Change<Kind>) => void | Promise<void>;
}

export class Changes<Kind extends string> {
  private readonly hearing: Notifications;

  constructor(private readonly options: ChangesOptions<Kind>) {
    const { db, name, kinds } = options;
    this.hearing = new Notifications(
      db.url,
      name,
      changesChannel(db.schema),
      () => void this.hear(),
      (payload) => {
        const change = announced(payload, kinds);
        if (change) void this.hear(change);
      },
    );
  }

  start(): void {
    this.hearing.start();
  }

  stop(): Promise<void> {
    return this.hearing.stop();
  }

  /** Makes a change in one transaction; it holds here when this resolves. */
  async make<T>(change: Change<Kind>, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { db, forget } = this.options;
    const made = await db.transaction(async (tx) => {
      const done = await work(tx);
      tx.enqueue(announce(change));
      return done;
    });
    await forget(change);
    return made;
  }

  /** Whoever cannot read it again says so itself. */
  private async hear(change?: Change<Kind>): Promise<void> {
    try {
      await this.options.forget(change);
    } catch {
      // what it knew holds until the next time
    }
  }
}
