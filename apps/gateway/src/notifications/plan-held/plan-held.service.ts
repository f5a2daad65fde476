/**
 * What waits here (nobody could say what its recipient wants, or the recipient has quiet hours) is planned again when its row is
 * due, by what the recipient wants then, until nothing of it waits. Who changes the intent first wins: a plan, a cancellation
 * or another instance.
 */
import type { Channel, Reason, SuppressionReason, Target } from '#libs/contracts';
import type { KafkaRecord, Outbox, Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import {
  findBoth,
  type Addressee,
  type BothRecipients,
  type Found,
  type FoundInline,
} from '../../recipients/found-recipient.js';
import { heldRows, planHeldRow } from '../intake/held-rows.js';
import {
  EXPIRED,
  HELD,
  stateOf,
  type InlineAddresses,
  type Intent,
  type StoredDelivery,
  type StoredNotification,
} from '../intake/intent.js';
import { findNotifications } from '../intake/notifications.statements.js';
import type { Recipient } from '../intake/plan-deliveries.js';
import { OutboxRows } from '../intake/records.js';
import { LaterPlans, replanned, writePlans, type LaterPlanParts, type Plan } from './later-plans.js';

const log = logger('plan-held');

export interface PlanHeldParts extends BothRecipients, LaterPlanParts {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly heldForMs: number;
}

export class PlanHeldService {
  private readonly plans: LaterPlans;

  constructor(private readonly parts: PlanHeldParts) {
    this.plans = new LaterPlans(parts);
  }

  /** Handles the rows of `local:plan`: each record's value is the id of a notification. */
  readonly handle = async (records: readonly KafkaRecord[]): Promise<void> => {
    const { db } = this.parts;
    const stored = await db.query<StoredNotification>(findNotifications(records.map(({ value }) => value)));
    const held = stored.filter(({ state }) => state === HELD);
    if (held.length === 0) return;
    const plans: Plan[] = [];
    const unchanged: StoredNotification[] = [];
    const open = held.flatMap((before) => {
      const addressee = this.addresseeOf(before);
      if (!addressee) plans.push({ before, after: ended(before, 'FAILED', 'unreadable') });
      return addressee ? { before, addressee } : [];
    });
    const all = await findBoth(
      this.parts,
      open.map(({ addressee }) => addressee),
    );
    for (const [i, { before, addressee }] of open.entries()) {
      const found = all[i] as Found;
      const after = this.next(before, found);
      const to = 'to' in addressee ? addressee.to : {};
      if (after) plans.push(this.plans.withClaim(before, after, { found, to }));
      else unchanged.push(before);
    }
    await this.store(plans, unchanged);
  };

  /** undefined: nobody can open its addresses any more. It ends by itself, and keeps no other waiting. */
  private addresseeOf(held: StoredNotification): Addressee | undefined {
    const { id, tenant_id: tenantId, intent } = held;
    if (intent.user_id !== undefined) return { tenantId, userId: intent.user_id };
    try {
      return { tenantId, ...this.addressesOf(held) };
    } catch (error) {
      log.error({ err: error, notification_id: id }, 'the addresses of what is held cannot be opened');
      return undefined;
    }
  }

  /** Of what waits; its targets are sealed with it. */
  private addressesOf({ tenant_id, intent }: StoredNotification): { to: InlineAddresses; channels: Channel[] } {
    const waiting = intent.deliveries.filter(isWaiting);
    const targets = waiting.flatMap(({ target }) => (target ? [this.parts.sealer.open(tenant_id, target)] : []));
    const to = Object.assign({}, ...targets.map(addressesIn)) as InlineAddresses;
    return { to, channels: waiting.map(({ channel }) => channel) };
  }

  private nextInline(held: StoredNotification, { suppressed, readable }: FoundInline): StoredNotification | undefined {
    if (!readable && !held.intent.critical) return undefined;
    const reasons: Partial<Record<Channel, SuppressionReason>> = suppressed;
    const planned = held.intent.deliveries.filter(isWaiting).map((waiting): StoredDelivery => {
      const { id, channel, target, redirected, escalated } = waiting;
      const reason = reasons[channel];
      if (reason) return { id, channel, status: 'SUPPRESSED', reason: `suppressed_${reason}` };
      return { id, channel, status: 'ACCEPTED', target, redirected, escalated };
    });
    return changed(held, planned);
  }

  /** undefined: as before. */
  private next(held: StoredNotification, found: Found): StoredNotification | undefined {
    if (Date.parse(held.intent.expires_at) <= Date.now()) return ended(held, 'EXPIRED', 'expired');
    if (found.kind === 'inline') return this.nextInline(held, found);
    if (found.kind === 'unknown') return ended(held, 'FAILED', 'unknown_user');
    if (found.kind === 'found') {
      return this.planned(held, { kind: 'user', profile: found.profile }, found.profile.version);
    }
    // What is of a critical type goes to where its recipient was last known to be.
    if (!held.intent.critical || !found.lastKnown) return undefined;
    return this.planned(held, { kind: 'user', profile: found.lastKnown }, undefined);
  }

  /** The first delivery of a channel takes the place of the one that stood for it. */
  private planned(held: StoredNotification, recipient: Recipient, version: number | undefined): StoredNotification {
    const waiting = held.intent.deliveries.filter(isWaiting);
    const places = new Map(waiting.map(({ channel, id }) => [channel, id]));
    const escalated = new Set(waiting.filter((one) => one.escalated).map(({ channel }) => channel));
    const channels = waiting.map(({ channel }) => channel);
    const planned = this.plans.deliveries(held, channels, recipient).map((delivery): StoredDelivery => {
      const id = places.get(delivery.channel) ?? delivery.id;
      places.delete(delivery.channel);
      return { ...delivery, id, escalated: escalated.has(delivery.channel) || undefined };
    });
    return changed(held, planned, { preferences_version: version });
  }

  private async store(plans: readonly Plan[], unchanged: readonly StoredNotification[]): Promise<void> {
    const { db, outbox, heldForMs } = this.parts;
    let staged: Staged | undefined;
    await db.transaction(async (tx) => {
      const ours = await writePlans(tx, plans);
      const rows = new OutboxRows();
      const at = new Date().toISOString();
      for (const { before, after } of ours) rows.addPlanned(after, { at, except: before.intent.deliveries });
      const [first] = unchanged;
      const again = first ? [planHeldRow(unchanged, first.intent.priority, new Date(Date.now() + heldForMs))] : [];
      staged = await outbox.stage(tx, [...rows.all(), ...heldRows(ours.map(({ after }) => after)), ...again]);
    });
    if (staged) outbox.release(staged);
  }
}

const isWaiting = ({ status }: StoredDelivery): boolean => status === 'SCHEDULED';

/** With other deliveries in the place of those that waited. */
function changed(
  held: StoredNotification,
  planned: readonly StoredDelivery[],
  over: Partial<Intent> = {},
): StoredNotification {
  const staying = held.intent.deliveries.filter((one) => !isWaiting(one));
  const deliveries = [...staying, ...planned];
  return { ...held, state: stateOf(deliveries), intent: { ...replanned(held.intent, deliveries), ...over } };
}

function ended(held: StoredNotification, status: 'EXPIRED' | 'FAILED', reason: Reason): StoredNotification {
  const waiting = held.intent.deliveries.filter(isWaiting);
  const after = changed(
    held,
    waiting.map(({ id, channel }): StoredDelivery => ({ id, channel, status, reason })),
  );
  return status === 'EXPIRED' ? { ...after, state: EXPIRED } : after;
}

/** As they were given: a number of WhatsApp is not the one for short messages. */
function addressesIn(target: Target): InlineAddresses {
  switch (target.channel) {
    case 'email':
      return { email: target.email };
    case 'sms':
      return { phone: target.phone };
    case 'chat':
      return target.kind === 'slack' ? { slack_url: target.url } : { whatsapp: target.phone };
    case 'push':
      if ('topic' in target) return { topic: target.topic };
      return 'condition' in target ? { condition: target.condition } : {};
    case 'in_app':
    case 'webhook':
      return {};
  }
}
