import { uuidv7 } from '#libs/kernel';
import type { Vault } from '#libs/vault';
import { givenKey } from '../idempotency/key-of-part.js';
import type { IntakeItem } from './intake-item.js';
import {
  HELD,
  PLANNED,
  type Intent,
  type PlannedDelivery,
  type StoredDelivery,
  type StoredNotification,
} from './intent.js';

export const HELD_REASON = 'preferences_unavailable';

/** Seals what is personal. Contents that are equal in one group are sealed once: a bulk often says the same to many. */
export class Sealer {
  private lastTenant = '';
  private lastContent: IntakeItem['content'] | undefined;
  private lastSealed = '';

  constructor(private readonly vault: Vault) {}

  content(tenantId: string, content: IntakeItem['content']): string {
    if (content === this.lastContent && tenantId === this.lastTenant) return this.lastSealed;
    this.lastSealed = this.vault.seal(tenantId, JSON.stringify(content));
    this.lastContent = content;
    this.lastTenant = tenantId;
    return this.lastSealed;
  }

  json(tenantId: string, value: unknown): string {
    return this.vault.seal(tenantId, JSON.stringify(value));
  }

  delivery(tenantId: string, planned: PlannedDelivery): StoredDelivery {
    if (planned.status !== 'ACCEPTED') return planned;
    const { id, channel, status, target } = planned;
    return { id, channel, status, target: this.json(tenantId, target) };
  }
}

export function plannedNotification(
  item: IntakeItem,
  deliveries: readonly PlannedDelivery[],
  sealer: Sealer,
  preferencesVersion: number | undefined,
): StoredNotification {
  const stored = deliveries.map((delivery) => sealer.delivery(item.tenantId, delivery));
  return notification(item, PLANNED, stored, sealer, preferencesVersion);
}

/** One delivery a channel stands for those that will be planned when preferences can be read again. */
export function heldNotification(item: IntakeItem, dueAt: Date, sealer: Sealer): StoredNotification {
  const due_at = dueAt.toISOString();
  const deliveries = item.channels.map((channel): StoredDelivery => ({
    id: uuidv7(),
    channel,
    status: 'SCHEDULED',
    reason: HELD_REASON,
    due_at,
  }));
  return notification(item, HELD, deliveries, sealer, undefined);
}

function notification(
  item: IntakeItem,
  state: number,
  deliveries: readonly StoredDelivery[],
  sealer: Sealer,
  preferencesVersion: number | undefined,
): StoredNotification {
  const now = Date.now();
  const { tenantId, recipient, type } = item;
  const intent: Intent = {
    user_id: recipient.kind === 'user' ? recipient.userId : undefined,
    type: type.name,
    priority: item.priority,
    channels: item.channels,
    when_in_doubt: type.when_in_doubt,
    accepted_at: new Date(now).toISOString(),
    expires_at: new Date(now + type.ttl_seconds * 1000).toISOString(),
    metadata: item.metadata,
    idempotency_key: item.idempotency && givenKey(item.idempotency.key),
    traceparent: item.traceparent,
    preferences_version: preferencesVersion,
    deliveries,
  };
  return { id: uuidv7(now), tenant_id: tenantId, state, content: sealer.content(tenantId, item.content), intent };
}
