import type {
  EventSubscription,
  EventSubscriptionInput,
  MadeSubscription,
  SigningSecrets,
  SubscriptionEvent,
  SubscriptionEventPage,
} from '#libs/contracts';
import { CarillonError, isUuid, uuidv7 } from '#libs/kernel';
import type { Database, Transaction } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { ActiveSubscriptions } from './active-subscriptions.js';
import { newSecret, openEndpoint, rowOf, sealEndpoint, shown, targetOf, type StoredEndpoint } from './subscription.js';
import {
  announceSubscriptions,
  deleteSubscription,
  findSubscription,
  insertSubscription,
  listEvents,
  listSubscriptions,
  lockSubscription,
  updateSubscription,
  type EventRow,
  type NewSubscription,
  type SubscriptionRow,
} from './subscriptions.statements.js';

/** Of one tenant. */
const MOST_SUBSCRIPTIONS = 100;

class TooManySubscriptionsError extends CarillonError {
  constructor() {
    super('too_many_subscriptions', `A tenant has ${MOST_SUBSCRIPTIONS} subscriptions at most`, { level: 'info' });
  }
}

interface Key {
  readonly tenant_id: string;
  readonly id: string;
}

interface Found {
  readonly row: SubscriptionRow;
  readonly endpoint: StoredEndpoint;
}

/** Subscriptions as their tenants make and change them; every change is announced with its commit, and holds here before it is answered. */
export class SubscriptionStore {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly active: Pick<ActiveSubscriptions, 'read'>,
  ) {}

  async create(tenantId: string, input: EventSubscriptionInput): Promise<MadeSubscription> {
    const endpoint = { url: input.url, secret: newSecret() };
    const sealed = sealEndpoint(this.vault, tenantId, endpoint);
    const made: NewSubscription = {
      ...rowOf(uuidv7(), tenantId, input),
      endpoint: sealed,
      previous_secret_until: null,
    };
    const [row] = await this.change((tx) => tx.query<SubscriptionRow>(insertSubscription(made, MOST_SUBSCRIPTIONS)));
    if (!row) throw new TooManySubscriptionsError();
    return { subscription: shown(row, endpoint), secret: endpoint.secret };
  }

  async list(tenantId: string): Promise<EventSubscription[]> {
    const rows = await this.db.query<SubscriptionRow>(listSubscriptions(tenantId));
    return rows.map((row) => shown(row, openEndpoint(this.vault, row)));
  }

  async get(key: Key): Promise<EventSubscription | null> {
    const found = await this.find(key);
    return found && shown(found.row, found.endpoint);
  }

  async find({ tenant_id, id }: Key): Promise<Found | null> {
    const [row] = isUuid(id) ? await this.db.query<SubscriptionRow>(findSubscription(tenant_id, id)) : [];
    return row ? { row, endpoint: openEndpoint(this.vault, row) } : null;
  }

  /** Its secrets stay. */
  put(key: Key, input: EventSubscriptionInput): Promise<EventSubscription | null> {
    return this.update(key, ({ row, endpoint }) => ({
      row: { ...row, ...rowOf(row.id, row.tenant_id, input) },
      endpoint: { ...endpoint, url: input.url },
    })).then((changed) => changed && shown(changed.row, changed.endpoint));
  }

  /** A new secret; the one before signs beside it for so long. */
  async rotate(key: Key, overlapSeconds: number): Promise<MadeSubscription | null> {
    const until = new Date(Date.now() + overlapSeconds * 1_000);
    const changed = await this.update(key, ({ row, endpoint: { url, secret: previous } }) => ({
      row: { ...row, previous_secret_until: overlapSeconds > 0 ? until : null },
      endpoint: { url, secret: newSecret(), previous: overlapSeconds > 0 ? previous : undefined },
    }));
    return changed && { subscription: shown(changed.row, changed.endpoint), secret: changed.endpoint.secret };
  }

  /** None where nobody can open them any more: one of many that are asked for at once must not spoil the others. */
  async secrets({ tenant_id, id }: Key): Promise<SigningSecrets | null> {
    const [row] = isUuid(id) ? await this.db.query<SubscriptionRow>(findSubscription(tenant_id, id)) : [];
    try {
      if (!row) return null;
      const { secret, previous } = targetOf(row, openEndpoint(this.vault, row));
      return { secret, previous };
    } catch {
      return null;
    }
  }

  async delete({ tenant_id, id }: Key): Promise<boolean> {
    if (!isUuid(id)) return false;
    return (await this.change((tx) => tx.query(deleteSubscription(tenant_id, id)))).length > 0;
  }

  async events(key: Key, cursor: string | undefined, limit: number): Promise<SubscriptionEventPage | null> {
    if (!(await this.find(key))) return null;
    const rows = await this.db.query<EventRow>(listEvents(key.tenant_id, key.id, cursor, limit + 1));
    const items = rows.slice(0, limit).map(shownEvent);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next_cursor: last.id } : { items };
  }

  private async update(key: Key, change: (found: Found) => Omit<Found, 'row'> & { readonly row: NewSubscription }) {
    if (!isUuid(key.id)) return null;
    return this.change(async (tx): Promise<Found | null> => {
      const [before] = await tx.query<SubscriptionRow>(lockSubscription(key.tenant_id, key.id));
      if (!before) return null;
      const { row, endpoint } = change({ row: before, endpoint: openEndpoint(this.vault, before) });
      const sealed = sealEndpoint(this.vault, key.tenant_id, endpoint);
      const [after] = await tx.query<SubscriptionRow>(updateSubscription({ ...row, endpoint: sealed }));
      return { row: after as SubscriptionRow, endpoint };
    });
  }

  private async change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const done = await this.db.transaction(async (tx) => {
      const result = await work(tx);
      tx.enqueue(announceSubscriptions());
      return result;
    });
    await this.active.read();
    return done;
  }
}

export const shownEvent = (row: EventRow): SubscriptionEvent => ({
  id: row.id,
  status: row.status,
  notification_id: row.notification_id ?? undefined,
  delivery_id: row.delivery_id ?? undefined,
  at: row.at.toISOString(),
  created_at: row.created_at.toISOString(),
  replay_of: row.replay_of ?? undefined,
});
