import type { EventFilter } from '#libs/contracts';
import type { Status } from '#libs/kernel';
import type { Statement } from '#libs/persistence';

export interface SubscriptionRow {
  readonly id: string;
  readonly tenant_id: string;
  /** Sealed JSON of `StoredEndpoint`. */
  readonly endpoint: string;
  readonly filter: EventFilter;
  readonly description: string | null;
  readonly enabled: boolean;
  readonly previous_secret_until: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const COLUMNS = 'id, tenant_id, endpoint, filter, description, enabled, previous_secret_until, created_at, updated_at';

export const findActive = (): Statement => ({
  name: 'subscriptions.active',
  text: `select ${COLUMNS} from event_subscriptions where enabled order by id`,
  values: [],
});

export const listSubscriptions = (tenantId: string): Statement => ({
  name: 'subscriptions.list',
  text: `select ${COLUMNS} from event_subscriptions where tenant_id = $1 order by id desc`,
  values: [tenantId],
});

export const findSubscription = (tenantId: string, id: string): Statement => ({
  name: 'subscriptions.find',
  text: `select ${COLUMNS} from event_subscriptions where tenant_id = $1 and id = $2::uuid`,
  values: [tenantId, id],
});

/** Locked, to be changed by what it is. */
export const lockSubscription = (tenantId: string, id: string): Statement => ({
  name: 'subscriptions.lock',
  text: `select ${COLUMNS} from event_subscriptions where tenant_id = $1 and id = $2::uuid for update`,
  values: [tenantId, id],
});

export type NewSubscription = Omit<SubscriptionRow, 'created_at' | 'updated_at'>;

const valuesOf = (row: NewSubscription): unknown[] => [
  row.id,
  row.tenant_id,
  row.endpoint,
  JSON.stringify(row.filter),
  row.description,
  row.enabled,
  row.previous_secret_until,
];

/** None where its tenant has so many. Two at once may make one more. */
export const insertSubscription = (row: NewSubscription, most: number): Statement => ({
  name: 'subscriptions.insert',
  text: `insert into event_subscriptions (id, tenant_id, endpoint, filter, description, enabled, previous_secret_until)
    select $1::uuid, $2::text, $3::text, $4::json, $5::text, $6::boolean, $7::timestamptz
    where (select count(*) from event_subscriptions where tenant_id = $2::text) < $8::int returning ${COLUMNS}`,
  values: [...valuesOf(row), most],
});

export const updateSubscription = (row: NewSubscription): Statement => ({
  name: 'subscriptions.update',
  text: `update event_subscriptions set endpoint = $3::text, filter = $4::json, description = $5::text,
      enabled = $6::boolean, previous_secret_until = $7::timestamptz, updated_at = now()
    where id = $1::uuid and tenant_id = $2::text returning ${COLUMNS}`,
  values: valuesOf(row),
});

export const deleteSubscription = (tenantId: string, id: string): Statement => ({
  name: 'subscriptions.delete',
  text: 'delete from event_subscriptions where tenant_id = $1 and id = $2::uuid returning id',
  values: [tenantId, id],
});

export interface EventRow {
  readonly id: string;
  readonly subscription_id: string;
  readonly tenant_id: string;
  readonly notification_id: string | null;
  readonly delivery_id: string | null;
  readonly status: Status;
  readonly critical: boolean;
  readonly at: Date;
  readonly body: string;
  readonly replay_of: string | null;
  readonly created_at: Date;
}

export type NewEvent = Omit<EventRow, 'created_at' | 'at'> & { readonly at: string };

/** Answers the ids of those that were not told before. Sorted by id: groups that run side by side insert in the same order. */
export const insertEvents = (events: readonly NewEvent[]): Statement => {
  const column = <T>(pick: (event: NewEvent) => T): T[] => events.map(pick);
  return {
    name: 'subscriptions.insert_events',
    text: `insert into subscription_events (id, subscription_id, tenant_id, notification_id, delivery_id, status, critical, at,
        body, replay_of)
      select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::boolean[],
        $8::timestamptz[], $9::text[], $10::uuid[])
      on conflict (id) do nothing returning id`,
    values: [
      column((e) => e.id),
      column((e) => e.subscription_id),
      column((e) => e.tenant_id),
      column((e) => e.notification_id),
      column((e) => e.delivery_id),
      column((e) => e.status),
      column((e) => e.critical),
      column((e) => e.at),
      column((e) => e.body),
      column((e) => e.replay_of),
    ],
  };
};

const EVENT_COLUMNS =
  'id, subscription_id, tenant_id, notification_id, delivery_id, status, critical, at, body, replay_of, created_at';

export const listEvents = (
  tenantId: string,
  subscriptionId: string,
  before: string | undefined,
  limit: number,
): Statement => ({
  name: 'subscriptions.list_events',
  text: `select ${EVENT_COLUMNS} from subscription_events
    where subscription_id = $2::uuid and tenant_id = $1 and ($3::uuid is null or id < $3::uuid) order by id desc limit $4`,
  values: [tenantId, subscriptionId, before ?? null, limit],
});

export const findEvent = (tenantId: string, subscriptionId: string, id: string): Statement => ({
  name: 'subscriptions.find_event',
  text: `select ${EVENT_COLUMNS} from subscription_events where id = $3::uuid and subscription_id = $2::uuid and tenant_id = $1`,
  values: [tenantId, subscriptionId, id],
});

export const subscriptionsChannel = (schema: string): string => `${schema}.subscriptions`;

/** Every instance is told with the commit, and not of what is rolled back. */
export const announceSubscriptions = (): Statement => ({
  name: 'subscriptions.announce',
  text: `select pg_notify(current_schema() || '.subscriptions', '')`,
  values: [],
});
