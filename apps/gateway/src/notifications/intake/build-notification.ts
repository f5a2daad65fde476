import type { Target, TestRedirect } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { Vault } from '#libs/vault';
import { capOf, mustBeCounted } from '../daily-cap/over-cap.js';
import { openRedirect } from '../../api-keys/api-key.js';
import { givenKey } from '../idempotency/key-of-part.js';
import type { IntakeItem } from './intake-item.js';
import {
  HELD,
  stateOf,
  type InlineAddresses,
  type Intent,
  type PlannedDelivery,
  type StoredDelivery,
  type StoredNotification,
} from './intent.js';

const HELD_REASON = 'preferences_unavailable' as const;

/**
 * Seals what is personal, once where it can: a bulk often says the same to many, and a user's addresses stay the same from
 * one notification to the next.
 */
export class Sealer {
  private lastTenant = '';
  private lastContent: IntakeItem['content'] | undefined;
  private lastSealed = '';
  /** By the profile, or the device or endpoint in it, or the redirect, that a target was made from; forgotten with it. */
  private readonly targets = new WeakMap<object, Map<string, string>>();

  constructor(private readonly vault: Vault) {}

  content(tenantId: string, content: IntakeItem['content']): string {
    if (content === this.lastContent && tenantId === this.lastTenant) return this.lastSealed;
    this.lastSealed = this.vault.seal(tenantId, JSON.stringify(content));
    this.lastContent = content;
    this.lastTenant = tenantId;
    return this.lastSealed;
  }

  delivery(tenantId: string, planned: PlannedDelivery): StoredDelivery {
    if (planned.status !== 'ACCEPTED') return planned;
    const { id, channel, status, target, source, redirected } = planned;
    // One source may have several chats, and one target of every other channel.
    const name = target.channel === 'chat' ? `chat ${target.kind}` : channel;
    return { id, channel, status, target: this.once(tenantId, source, name, target), redirected };
  }

  /** What `delivery` has sealed. */
  open(tenantId: string, target: string): Target {
    return JSON.parse(this.vault.open(tenantId, target)) as Target;
  }

  addresses(tenantId: string, to: InlineAddresses): string {
    return this.once(tenantId, to, 'addresses', to);
  }

  openAddresses(tenantId: string, sealed: string): InlineAddresses {
    return JSON.parse(this.vault.open(tenantId, sealed)) as InlineAddresses;
  }

  redirect(tenantId: string, redirect: TestRedirect): string {
    return this.once(tenantId, redirect, 'redirect', redirect);
  }

  openRedirect(tenantId: string, sealed: string): TestRedirect {
    return openRedirect(this.vault, tenantId, sealed);
  }

  private once(tenantId: string, source: object, name: string, value: object): string {
    let sealed = this.targets.get(source);
    if (!sealed) this.targets.set(source, (sealed = new Map<string, string>()));
    let text = sealed.get(name);
    if (text === undefined) sealed.set(name, (text = this.vault.seal(tenantId, JSON.stringify(value))));
    return text;
  }
}

export function plannedNotification(
  item: IntakeItem,
  deliveries: readonly PlannedDelivery[],
  sealer: Sealer,
  preferencesVersion: number | undefined,
): StoredNotification {
  const stored = deliveries.map((delivery) => sealer.delivery(item.tenantId, delivery));
  return notification(item, stateOf(stored), stored, sealer, preferencesVersion);
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

/** What could go out waits with its target, which is known nowhere else. */
export function heldInline(
  item: IntakeItem,
  deliveries: readonly PlannedDelivery[],
  dueAt: Date,
  sealer: Sealer,
): StoredNotification {
  const due_at = dueAt.toISOString();
  const held = deliveries
    .map((delivery) => sealer.delivery(item.tenantId, delivery))
    .map((one): StoredDelivery =>
      one.status === 'ACCEPTED' ? { ...one, status: 'SCHEDULED', reason: HELD_REASON, due_at } : one,
    );
  return notification(item, HELD, held, sealer, undefined);
}

function notification(
  item: IntakeItem,
  state: number,
  deliveries: readonly StoredDelivery[],
  sealer: Sealer,
  preferencesVersion: number | undefined,
): StoredNotification {
  const now = Date.now();
  const { tenantId, recipient, type, test } = item;
  const intent: Intent = {
    user_id: recipient.kind === 'user' ? recipient.userId : undefined,
    type: type.name,
    category: type.category,
    critical: type.critical || undefined,
    ignores_quiet_hours: type.quiet_hours === 'ignore' || undefined,
    priority: item.priority,
    channels: item.channels,
    when_in_doubt: type.when_in_doubt,
    daily_cap: capOf(type),
    accepted_at: new Date(now).toISOString(),
    expires_at: new Date(now + type.ttl_seconds * 1000).toISOString(),
    metadata: item.metadata,
    idempotency_key: item.idempotency && givenKey(item.idempotency.key),
    traceparent: item.traceparent,
    test: test && true,
    redirect: test?.redirect && sealer.redirect(tenantId, test.redirect),
    preferences_version: preferencesVersion,
    deliveries,
  };
  const counted = mustBeCounted(intent, deliveries) ? { ...intent, counted: true as const } : intent;
  const content = sealer.content(tenantId, item.content);
  return { id: uuidv7(now), tenant_id: tenantId, state, content, intent: counted };
}
