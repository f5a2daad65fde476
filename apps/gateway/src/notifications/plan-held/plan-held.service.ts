/**
 * What waits here (nobody could say what its recipient wants, or the recipient has quiet hours) is planned again when its row is
 * due, by what the recipient wants then, until nothing of it waits. Who changes the intent first wins: a plan, a cancellation
 * or another instance.
 */
import { localDay, type TypeRules } from '#libs/consent';
import type { Channel, Reason, SuppressionReason, Target, TestRedirect } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import type { KafkaRecord, Outbox, Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import type { Database, Transaction } from '#libs/persistence';
import {
  findBoth,
  zoneOf,
  type Addressee,
  type BothRecipients,
  type Found,
  type FoundInline,
} from '../../recipients/found-recipient.js';
import { claimDaily, type DailyClaim } from '../daily-cap/claim-daily.js';
import { giveBackDaily } from '../daily-cap/daily-counts.statements.js';
import { mustBeCounted, overCap } from '../daily-cap/over-cap.js';
import type { personHasher } from '../../recipients/person-hash.js';
import type { Sealer } from '../intake/build-notification.js';
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
import { changeIntents, findNotifications, type IntentChange } from '../intake/notifications.statements.js';
import { planDeliveries, type Recipient } from '../intake/plan-deliveries.js';
import { OutboxRows } from '../intake/records.js';

const log = logger('plan-held');

export interface PlanHeldParts extends BothRecipients {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly sealer: Sealer;
  readonly heldForMs: number;
  readonly timeFactor: number;
  readonly personOf: ReturnType<typeof personHasher>;
}

/** `claim`: its recipient's day must have room for it. */
interface Plan extends IntentChange {
  readonly claim?: DailyClaim | undefined;
}

export class PlanHeldService {
  constructor(private readonly parts: PlanHeldParts) {}

  /** Handles the rows of `local:plan`: each record's value is the id of a notification. */
  readonly handle = async (records: readonly KafkaRecord[]): Promise<void> => {
    const { db } = this.parts;
    const stored = await db.query<StoredNotification>(findNotifications(records.map(({ value }) => value)));
    const held = stored.filter(({ state }) => state === HELD);
    if (held.length === 0) return;
    const found = await findBoth(
      this.parts,
      held.map((one) => this.addresseeOf(one)),
    );
    const plans: Plan[] = [];
    const unchanged: StoredNotification[] = [];
    for (const [i, before] of held.entries()) {
      const one = found[i] as Found;
      const after = this.next(before, one);
      if (after) plans.push(this.withClaim(before, after, one));
      else unchanged.push(before);
    }
    await this.store(plans, unchanged);
  };

  private withClaim(before: StoredNotification, after: StoredNotification, found: Found): Plan {
    const { intent, tenant_id: tenantId } = after;
    const { daily_cap: cap, category } = intent;
    if (cap === undefined || !mustBeCounted(intent, intent.deliveries)) return { before, after };
    const userId = intent.user_id;
    const recipient =
      userId === undefined
        ? ({ kind: 'inline', to: this.addressesOf(before).to } as const)
        : ({ kind: 'user', userId } as const);
    const person = this.parts.personOf({ tenantId, recipient });
    const claim = { tenantId, person, category, day: localDay(zoneOf(found), new Date()), cap };
    return { before, after: { ...after, intent: { ...intent, counted: true } }, claim };
  }

  private addresseeOf(held: StoredNotification): Addressee {
    const { tenant_id: tenantId, intent } = held;
    return intent.user_id === undefined
      ? { tenantId, ...this.addressesOf(held) }
      : { tenantId, userId: intent.user_id };
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
      const { id, channel, target, redirected } = waiting;
      const reason = reasons[channel];
      if (reason) return { id, channel, status: 'SUPPRESSED', reason: `suppressed_${reason}` };
      return { id, channel, status: 'ACCEPTED', target, redirected };
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
    const { intent } = held;
    const waiting = intent.deliveries.filter(isWaiting);
    const places = new Map(waiting.map(({ channel, id }) => [channel, id]));
    const channels = waiting.map(({ channel }) => channel);
    const { timeFactor } = this.parts;
    const redirect = this.redirectOf(held);
    const ask = { type: rulesOf(intent), channels, recipient, at: new Date(), timeFactor, redirect };
    const planned = planDeliveries(ask, uuidv7).map((delivery): StoredDelivery => {
      const id = places.get(delivery.channel) ?? delivery.id;
      places.delete(delivery.channel);
      return this.parts.sealer.delivery(held.tenant_id, { ...delivery, id });
    });
    return changed(held, planned, { preferences_version: version });
  }

  /** A test whose redirect nobody can open any more goes to the simulator, and keeps nobody waiting. */
  private redirectOf({ id, tenant_id, intent }: StoredNotification): TestRedirect | undefined {
    try {
      return intent.redirect === undefined ? undefined : this.parts.sealer.openRedirect(tenant_id, intent.redirect);
    } catch (error) {
      log.error({ err: error, notification_id: id }, 'the redirect of a test cannot be opened');
      return undefined;
    }
  }

  private async store(plans: readonly Plan[], unchanged: readonly StoredNotification[]): Promise<void> {
    const { db, outbox, heldForMs } = this.parts;
    let staged: Staged | undefined;
    await db.transaction(async (tx) => {
      const changes = await underCaps(tx, plans);
      const done = changes.length > 0 ? await tx.query<{ id: string }>(changeIntents(HELD, changes)) : [];
      const ids = new Set(done.map(({ id }) => id));
      const rows = new OutboxRows();
      const at = new Date().toISOString();
      const ours = changes.filter(({ after }) => ids.has(after.id));
      const lost = changes.flatMap(({ after, claim }) => (claim && !ids.has(after.id) ? claim : []));
      if (lost.length > 0) tx.enqueue(giveBackDaily(lost));
      for (const { before, after } of ours) rows.addPlanned(after, { at, except: before.intent.deliveries });
      const [first] = unchanged;
      const again = first ? [planHeldRow(unchanged, first.intent.priority, new Date(Date.now() + heldForMs))] : [];
      staged = await outbox.stage(tx, [...rows.all(), ...heldRows(ours.map(({ after }) => after)), ...again]);
    });
    if (staged) outbox.release(staged);
  }
}

/** What is over its cap ends here, and claims nothing. */
async function underCaps(tx: Transaction, plans: readonly Plan[]): Promise<Plan[]> {
  const claiming = plans.filter(({ claim }) => claim);
  if (claiming.length === 0) return [...plans];
  const admitted = await claimDaily(
    tx,
    claiming.map(({ claim }) => claim as DailyClaim),
  );
  const over = new Set(claiming.filter((_, i) => !admitted[i]));
  return plans.map((plan) => (over.has(plan) ? { before: plan.before, after: overCap(plan.after) } : plan));
}

const isWaiting = ({ status }: StoredDelivery): boolean => status === 'SCHEDULED';

const rulesOf = ({ type, category, critical, ignores_quiet_hours }: Intent): TypeRules => ({
  name: type,
  category,
  critical: critical === true,
  quiet_hours: ignores_quiet_hours ? 'ignore' : 'hold',
});

/** With other deliveries in the place of those that waited. */
function changed(
  held: StoredNotification,
  planned: readonly StoredDelivery[],
  over: Partial<Intent> = {},
): StoredNotification {
  const staying = held.intent.deliveries.filter((one) => !isWaiting(one));
  const deliveries = [...staying, ...planned];
  const intent = { ...held.intent, ...over, plans: (held.intent.plans ?? 0) + 1, deliveries };
  return { ...held, state: stateOf(deliveries), intent };
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
