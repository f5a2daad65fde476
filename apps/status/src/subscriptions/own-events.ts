import type { SubscriptionEvent } from '#libs/contracts';
import { isUuid, uuidv7 } from '#libs/kernel';
import type { Staged } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { EventTeller } from './event-teller.js';
import { EVENT_TYPE } from './event-body.js';
import { targetOf } from './subscription.js';
import { shownEvent, type SubscriptionStore } from './subscription-store.js';
import { findEvent, type EventRow, type NewEvent } from './subscriptions.statements.js';

interface Key {
  readonly tenant_id: string;
  readonly id: string;
}

/** Events that somebody asks for: a sample, or one that was told before. They go where their subscription leads now, enabled or not. */
export class OwnEvents {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly store: Pick<SubscriptionStore, 'find'>,
    private readonly teller: EventTeller,
  ) {}

  test(key: Key): Promise<SubscriptionEvent | null> {
    return this.tell(key, sampleEvent(key));
  }

  async replay(key: Key, eventId: string): Promise<SubscriptionEvent | null> {
    if (!isUuid(key.id) || !isUuid(eventId)) return null;
    const [before] = await this.db.query<EventRow>(findEvent(key.tenant_id, key.id, eventId));
    if (!before) return null;
    return this.tell(key, { ...before, at: before.at.toISOString(), id: uuidv7(), replay_of: before.id });
  }

  private async tell(key: Key, event: NewEvent): Promise<SubscriptionEvent | null> {
    const found = await this.store.find(key);
    if (!found) return null;
    const { row, endpoint } = found;
    const target = this.vault.seal(row.tenant_id, JSON.stringify(targetOf(row, endpoint)));
    const subscription = { id: row.id, tenantId: row.tenant_id, filter: row.filter, target };
    let staged: Staged | undefined;
    await this.db.transaction(async (tx) => {
      staged = await this.teller.stage(tx, [{ subscription, event }]);
    });
    if (staged) this.teller.release(staged);
    return shownEvent({ ...event, at: new Date(event.at), created_at: new Date() });
  }
}

function sampleEvent({ tenant_id, id: subscription_id }: Key): NewEvent {
  const at = new Date().toISOString();
  const status = 'DELIVERED';
  const data = {
    notification_id: uuidv7(),
    delivery_id: uuidv7(),
    user_id: 'user-456',
    notification_type: 'order_update',
    channel: 'email',
    priority: 'medium',
    status,
    at,
    test: true,
    sample: true,
  };
  const body = JSON.stringify({ type: EVENT_TYPE, timestamp: at, data });
  const nothing = { notification_id: null, delivery_id: null, replay_of: null };
  return { ...nothing, id: uuidv7(), subscription_id, tenant_id, status, critical: false, at, body };
}
