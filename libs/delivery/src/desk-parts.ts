import type { Channel } from '#libs/contracts';
import type { Clock } from '#libs/kernel';
import type { Log, Outbox } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';

/** What is needed to deal with deliveries beside the lanes, by hand. */
export interface DeskParts {
  readonly channel: Channel;
  /** The app that says it, as `/email`. */
  readonly source: string;
  readonly db: Database;
  readonly outbox: Outbox;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
}
