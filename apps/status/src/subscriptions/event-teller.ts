import type { StatusEvent } from '#libs/contracts';
import type { Outbox, Staged } from '#libs/messaging';
import type { Transaction } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import { byText } from '../record/fold-deliveries.js';
import type { ActiveSubscriptions } from './active-subscriptions.js';
import { eventRows } from './event-rows.js';
import { matchEvents, type Telling } from './match-events.js';
import type { Standing } from './standing.js';
import { insertEvents } from './subscriptions.statements.js';

/** Tells subscribers what a group of events changed, in the transaction that stores the change: both happen or neither. */
export class EventTeller {
  constructor(
    private readonly subscriptions: Pick<ActiveSubscriptions, 'of'>,
    private readonly outbox: Outbox,
    private readonly vault: Pick<Vault, 'seal'>,
  ) {}

  concerns(events: readonly StatusEvent[]): boolean {
    return events.some(({ tenant_id }) => this.subscriptions.of(tenant_id).length > 0);
  }

  /** What was told before is not told again. */
  async tell(tx: Transaction, events: readonly StatusEvent[], standings: readonly Standing[]): Promise<Staged> {
    const tellings = matchEvents(events, standings, (tenant) => this.subscriptions.of(tenant));
    return this.stage(tx, tellings);
  }

  async stage(tx: Transaction, tellings: readonly Telling[]): Promise<Staged> {
    if (tellings.length === 0) return this.outbox.stage(tx, []);
    const sorted = tellings.toSorted((a, b) => byText(a.event.id, b.event.id));
    const rows = await tx.query<{ id: string }>(insertEvents(sorted.map(({ event }) => event)));
    const fresh = new Set(rows.map(({ id }) => id));
    return this.outbox.stage(
      tx,
      eventRows(
        this.vault,
        sorted.filter(({ event }) => fresh.has(event.id)),
      ),
    );
  }

  release(staged: Staged): void {
    this.outbox.release(staged);
  }
}
