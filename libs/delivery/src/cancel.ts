/** Takes back what has not left: compare and set, as everything on the ledger. */
import {
  cloudEventHeaders,
  statusTopic,
  type Cancellable,
  type Channel,
  type Reason,
  type StatusEvent,
} from '#libs/contracts';
import { hashKey, uuidv7, type Clock } from '#libs/kernel';
import type { KafkaRecord, Outbox } from '#libs/messaging';
import type { Database, Statement } from '#libs/persistence';
import { LEDGER } from './ledger-state.js';

interface CancelledRow {
  readonly delivery_id: string;
  readonly seq: number;
  readonly attempt: number;
}

/** Who has no row yet gets a cancelled one, which the record meets when it comes. What is claimed or in doubt may have left. */
const cancelRows = (items: readonly Cancellable[]): Statement => ({
  name: 'ledger.cancel',
  text: `insert into ledger as l (delivery_id, notification_id, tenant_id, state, attempt, claims, seq)
    select d, n, t, ${LEDGER.cancelled}, 0, 0, 1 from unnest($1::uuid[], $2::uuid[], $3::text[]) u(d, n, t)
    on conflict (delivery_id) do update
      set state = ${LEDGER.cancelled}, seq = l.seq + 1, lease_until = null, owner = null, updated_at = now()
      where l.state in (${LEDGER.waiting}, ${LEDGER.retry}) and l.tenant_id = excluded.tenant_id
    returning l.delivery_id, l.seq, l.attempt`,
  values: [items.map((i) => i.delivery_id), items.map((i) => i.notification_id), items.map((i) => i.tenant_id)],
});

/** By an earlier call, perhaps one whose answer was lost. */
const cancelledBefore = (items: readonly Cancellable[]): Statement => ({
  name: 'ledger.cancelled_before',
  text: `select l.delivery_id from unnest($1::uuid[], $2::text[]) u(d, t)
    join ledger l on l.delivery_id = u.d and l.tenant_id = u.t and l.state = ${LEDGER.cancelled}`,
  values: [items.map((i) => i.delivery_id), items.map((i) => i.tenant_id)],
});

export interface CancelParts {
  readonly channel: Channel;
  readonly source: string;
  readonly db: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Answers the ids of what will not be sent. */
export async function cancelDeliveries(parts: CancelParts, items: readonly Cancellable[]): Promise<string[]> {
  if (items.length === 0) return [];
  const byId = new Map(items.map((item) => [item.delivery_id, item]));
  const sorted = [...byId.values()].sort((a, b) => (a.delivery_id < b.delivery_id ? -1 : 1));
  const { db, outbox } = parts;
  let cancelled: CancelledRow[] = [];
  const staged = await db.transaction(async (tx) => {
    cancelled = await tx.query<CancelledRow>(cancelRows(sorted));
    const topics = Map.groupBy(cancelled, (row) => statusTopic((byId.get(row.delivery_id) as Cancellable).priority));
    const rows = Array.from(topics, ([destination, group]) => ({
      destination,
      priority: (byId.get(group[0]?.delivery_id as string) as Cancellable).priority,
      records: group.map((row) => cancelledEvent(parts, byId.get(row.delivery_id) as Cancellable, row)),
    }));
    return outbox.stage(tx, rows);
  });
  outbox.release(staged);
  const ids = cancelled.map((row) => row.delivery_id);
  if (ids.length === sorted.length) return ids;
  const before = await db.query<{ delivery_id: string }>(
    cancelledBefore(sorted.filter((i) => !ids.includes(i.delivery_id))),
  );
  return [...ids, ...before.map((row) => row.delivery_id)];
}

function cancelledEvent({ channel, source, clock }: CancelParts, item: Cancellable, row: CancelledRow): KafkaRecord {
  const at = new Date(clock.now()).toISOString();
  const event: StatusEvent = {
    v: 1,
    event_id: uuidv7(),
    kind: 'cancelled',
    notification_id: item.notification_id,
    delivery_id: item.delivery_id,
    tenant_id: item.tenant_id,
    channel,
    priority: item.priority,
    attempt: row.attempt,
    seq: row.seq,
    at,
    user_id: item.user_id,
    test: item.test,
    reason: 'cancelled' satisfies Reason,
  };
  const headers = cloudEventHeaders({ id: event.event_id, type: 'carillon.status.v1', source, time: at });
  return { key: hashKey(item.tenant_id, item.user_id ?? item.delivery_id), value: JSON.stringify(event), headers };
}
