import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Changes as SharedChanges, forgetIn } from '#libs/changes';
import type { Database } from '#libs/persistence';
import type { BulkTaker } from '../notifications/bulk-thread/bulk-taker.js';
import { KINDS, type Change, type Memories } from './change.js';

/** Changes of what gateways keep in memory: both threads forget it. */
export class Changes extends SharedChanges<Change['what']> implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(db: Database, memories: Memories, bulks: Pick<BulkTaker, 'forget'>) {
    const forget = async (change?: Change): Promise<void> => {
      forgetIn(memories, change);
      await bulks.forget(change);
    };
    super({ db, name: 'gateway-changes', kinds: KINDS, forget });
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.stop();
  }
}
