import type { StatusEvent } from '#libs/contracts';
import { factsOf, mergeFacts, type Facts } from '#libs/kernel';
import { isFirstSettlement, writeFirstSettlement } from '../find/first-settlement.js';

/** What a group of events says about one delivery. */
export interface DeliveryChange {
  readonly delivery_id: string;
  readonly notification_id: string;
  readonly tenant_id: string;
  readonly channel: string;
  readonly priority: string;
  user_id: string | undefined;
  notification_type: string | undefined;
  metadata: Readonly<Record<string, string>> | undefined;
  accepted_at: string | undefined;
  updated_at: string;
  first_settlement: string | undefined;
  facts: Facts;
}

const lifecycleFacts = (event: StatusEvent): Facts =>
  factsOf({ kind: event.kind, attempt: event.attempt, seq: event.seq, reason: event.reason, dueAt: event.due_at });

const settlementOf = (event: StatusEvent): string | undefined =>
  isFirstSettlement(event) ? writeFirstSettlement(event) : undefined;

const firstChange = (event: StatusEvent): DeliveryChange => ({
  delivery_id: event.delivery_id,
  notification_id: event.notification_id,
  tenant_id: event.tenant_id,
  channel: event.channel,
  priority: event.priority,
  user_id: event.user_id,
  notification_type: event.notification_type,
  metadata: event.metadata,
  accepted_at: event.accepted_at,
  updated_at: event.at,
  first_settlement: settlementOf(event),
  facts: lifecycleFacts(event),
});

function addTo(change: DeliveryChange, event: StatusEvent): void {
  change.user_id ??= event.user_id;
  change.notification_type ??= event.notification_type;
  change.metadata ??= event.metadata;
  change.accepted_at ??= event.accepted_at;
  change.first_settlement ??= settlementOf(event);
  if (event.at > change.updated_at) change.updated_at = event.at;
  change.facts = mergeFacts(change.facts, lifecycleFacts(event));
}

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One change for each delivery, sorted by id: groups that run side by side lock rows in the same order. */
export function foldDeliveries(events: readonly StatusEvent[]): DeliveryChange[] {
  const changes = new Map<string, DeliveryChange>();
  for (const event of events) {
    const change = changes.get(event.delivery_id);
    if (!change) changes.set(event.delivery_id, firstChange(event));
    else if (change.tenant_id === event.tenant_id) addTo(change, event);
  }
  return [...changes.values()].sort((a, b) => byText(a.delivery_id, b.delivery_id));
}
