/**
 * All subscriptions that are enabled, by tenant, in memory: whoever has none costs one look-up in a map. Every instance hears of a change
 * with its commit and reads them again; when its connection was away anything may have changed; and they are read now and then in
 * any case.
 */
import type { EventFilter } from '#libs/contracts';
import { Notifications, type Log } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import { openEndpoint, targetOf } from './subscription.js';
import { findActive, subscriptionsChannel, type SubscriptionRow } from './subscriptions.statements.js';

export interface ActiveSubscription {
  readonly id: string;
  readonly tenantId: string;
  readonly filter: EventFilter;
  /** Sealed JSON of its `Target`. */
  readonly target: string;
}

const READ_EVERY_MS = 10_000;
const NONE: readonly ActiveSubscription[] = [];

export class ActiveSubscriptions {
  private byTenant: ReadonlyMap<string, readonly ActiveSubscription[]> = new Map();
  private readonly hearing: Notifications;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly log: Log,
  ) {
    const read = () => void this.read().catch((err: unknown) => log.warn({ err }, 'subscriptions not read'));
    this.hearing = new Notifications(db.url, 'status-subscriptions', subscriptionsChannel(db.schema), read, read);
    this.timer = setInterval(read, READ_EVERY_MS);
    this.timer.unref();
  }

  of(tenantId: string): readonly ActiveSubscription[] {
    return this.byTenant.get(tenantId) ?? NONE;
  }

  /** Resolves when they are known. */
  async start(): Promise<void> {
    await this.read();
    this.hearing.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.hearing.stop();
    await this.reading?.catch(() => {});
  }

  /** As they are now: what is asked for while they are being read has them read once more. */
  read(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.readOnce().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readOnce(): Promise<void> {
    do {
      this.again = false;
      const rows = await this.db.query<SubscriptionRow>(findActive());
      this.byTenant = Map.groupBy(
        rows.flatMap((row) => this.active(row)),
        ({ tenantId }) => tenantId,
      );
    } while (this.again);
  }

  /** One that nobody can open any more tells nobody, and does not keep the others from it. */
  private active(row: SubscriptionRow): ActiveSubscription[] {
    try {
      const target = JSON.stringify(targetOf(row, openEndpoint(this.vault, row)));
      const { id, tenant_id: tenantId, filter } = row;
      return [{ id, tenantId, filter, target: this.vault.seal(tenantId, target) }];
    } catch (err) {
      this.log.warn({ err, subscription_id: row.id }, 'a subscription cannot be opened');
      return [];
    }
  }
}
