/**
 * What is held because nobody could say what the recipient wants is planned again when its row is due, until it can be
 * planned, expires or is cancelled. Who leaves the hold first wins: a plan, a cancellation or another instance.
 */
import { uuidv7 } from '#libs/kernel';
import type { KafkaRecord, Outbox, Staged } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { FoundRecipient, Recipients } from '../../recipients/found-recipient.js';
import type { Sealer } from '../intake/build-notification.js';
import { planHeldRow } from '../intake/intake-store.js';
import { EXPIRED, HELD, PLANNED, type StoredDelivery, type StoredNotification } from '../intake/intent.js';
import { findNotifications, leaveState } from '../intake/notifications.statements.js';
import { planDeliveries, type Ask } from '../intake/plan-deliveries.js';
import { OutboxRows } from '../intake/records.js';

export interface PlanHeldParts {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly recipients: Recipients;
  readonly sealer: Sealer;
  readonly heldForMs: number;
}

export class PlanHeldService {
  constructor(private readonly parts: PlanHeldParts) {}

  /** Handles the rows of `local:plan`: each record's value is the id of a notification. */
  readonly handle = async (records: readonly KafkaRecord[]): Promise<void> => {
    const { db, recipients } = this.parts;
    const stored = await db.query<StoredNotification>(findNotifications(records.map(({ value }) => value)));
    const held = stored.filter(({ state }) => state === HELD);
    if (held.length === 0) return;
    const users = held.map(({ tenant_id, intent }) => ({ tenantId: tenant_id, userId: intent.user_id as string }));
    const found = await recipients.find(users);
    const next = held.map((one, i) => this.next(one, found[i] as FoundRecipient));
    await this.leave(
      next.filter(({ state }) => state !== HELD),
      next.filter(({ state }) => state === HELD),
    );
  };

  private next(held: StoredNotification, found: FoundRecipient): StoredNotification {
    if (Date.parse(held.intent.expires_at) <= Date.now()) return expired(held);
    if (found.kind === 'unavailable') return this.withoutPreferences(held, found);
    if (found.kind === 'unknown') return ended(held, PLANNED, 'FAILED', 'unknown_user');
    const { type, channels } = held.intent;
    return this.planned(
      held,
      { type, channels, recipient: { kind: 'user', profile: found.profile } },
      found.profile.version,
    );
  }

  /** A critical message goes to where its recipient was last known to be. */
  private withoutPreferences(
    held: StoredNotification,
    found: FoundRecipient & { kind: 'unavailable' },
  ): StoredNotification {
    const { type, channels, priority } = held.intent;
    if (priority !== 'critical' || !found.lastKnown) return held;
    const recipient = { kind: 'user' as const, profile: found.lastKnown };
    return this.planned(held, { type, channels, recipient, ignorePreferences: true }, undefined);
  }

  /** The first delivery of a channel takes the place of the one that was held. */
  private planned(held: StoredNotification, ask: Ask, version: number | undefined): StoredNotification {
    const places = new Map(held.intent.deliveries.map(({ channel, id }) => [channel, id]));
    const deliveries = planDeliveries(ask, uuidv7).map((delivery): StoredDelivery => {
      const id = places.get(delivery.channel) ?? delivery.id;
      places.delete(delivery.channel);
      return this.parts.sealer.delivery(held.tenant_id, { ...delivery, id });
    });
    return { ...held, state: PLANNED, intent: { ...held.intent, preferences_version: version, deliveries } };
  }

  private async leave(leaving: readonly StoredNotification[], staying: readonly StoredNotification[]): Promise<void> {
    const { db, outbox, heldForMs } = this.parts;
    let staged: Staged | undefined;
    await db.transaction(async (tx) => {
      const left = await tx.query<{ id: string }>(leaveState(HELD, leaving));
      const ids = new Set(left.map(({ id }) => id));
      const rows = new OutboxRows();
      const at = new Date().toISOString();
      for (const one of leaving) if (ids.has(one.id)) rows.addPlanned(one, { at, seq: 1 });
      const [first] = staying;
      const again = first ? [planHeldRow(staying, first.intent.priority, new Date(Date.now() + heldForMs))] : [];
      staged = await outbox.stage(tx, [...rows.all(), ...again]);
    });
    if (staged) outbox.release(staged);
  }
}

const expired = (held: StoredNotification): StoredNotification => ended(held, EXPIRED, 'EXPIRED');

const ended = (
  held: StoredNotification,
  state: number,
  status: 'EXPIRED' | 'FAILED',
  reason?: string,
): StoredNotification => {
  const deliveries = held.intent.deliveries.map(({ id, channel }): StoredDelivery => ({ id, channel, status, reason }));
  return { ...held, state, intent: { ...held.intent, deliveries } };
};
