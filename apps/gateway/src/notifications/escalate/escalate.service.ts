/**
 * Takes the steps of escalations when they are due: asks how far each notification has come, and where that is not far enough, plans
 * the step's channels by what its recipient wants now. A step is taken with the intent that it was decided on or not at all, in
 * one transaction with what leaves: neither a death nor a second instance takes it twice.
 */
import type { NotificationStanding } from '#libs/contracts';
import { notificationStatus, type Status } from '#libs/kernel';
import type { KafkaRecord, Outbox, Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import type { Peer } from '../../intake-connections.js';
import { findBoth, type Addressee, type BothRecipients, type Found } from '../../recipients/found-recipient.js';
import { heldRows } from '../intake/held-rows.js';
import {
  CANCELLED,
  EXPIRED,
  stateOf,
  type InlineAddresses,
  type Intent,
  type StoredNotification,
  type StoredStep,
} from '../intake/intent.js';
import { findNotifications } from '../intake/notifications.statements.js';
import type { Recipient } from '../intake/plan-deliveries.js';
import { OutboxRows } from '../intake/records.js';
import { LaterPlans, replanned, writePlans, type LaterPlanParts, type Plan } from '../plan-held/later-plans.js';
import { escalationRow, isReached, stepRef, untriedChannels, withoutSteps, withStep, type StepRef } from './steps.js';

export interface EscalateParts extends BothRecipients, LaterPlanParts {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly status: Peer;
  readonly heldForMs: number;
}

/** A step that is due, of a notification that is still on its way. */
interface Due {
  readonly ref: StepRef;
  readonly step: StoredStep;
  readonly before: StoredNotification;
}

/** What there is to be known of it. */
interface Known extends Due {
  readonly statusOf: ReadonlyMap<string, Status>;
  readonly addressee: Addressee;
  readonly found: Found;
}

const TRIES = 5;
const log = logger('escalate');

export class EscalateService {
  private readonly plans: LaterPlans;

  constructor(private readonly parts: EscalateParts) {
    this.plans = new LaterPlans(parts);
  }

  /** Handles the rows of `local:escalate`: each record's value is a notification's id and the step. Throws to get them again. */
  readonly handle = async (records: readonly KafkaRecord[]): Promise<void> => {
    let open = records.map(({ value }) => stepRef(value));
    for (let attempt = 1; open.length > 0; attempt++) {
      if (attempt > TRIES) throw new Error(`${open.length} intents changed each time a step of them was taken`);
      open = await this.round(open);
    }
  };

  /** Answers those whose intent somebody else changed meanwhile. One step of a notification at a time: the others come after it. */
  private async round(refs: readonly StepRef[]): Promise<StepRef[]> {
    const now = new Map(refs.map((ref) => [ref.id, ref]));
    const later = refs.filter((ref) => now.get(ref.id) !== ref);
    const due = await this.due([...now.values()]);
    if (due.length === 0) return later;
    const changes: Plan[] = [];
    const putOff: Due[] = [];
    for (const one of await this.known(due)) {
      const change = this.next(one);
      if (change) changes.push(change);
      else putOff.push(one);
    }
    const lost = await this.store(changes, putOff);
    const refOf = new Map(due.map(({ ref }) => [ref.id, ref]));
    return [...later, ...lost.map((id) => refOf.get(id) as StepRef)];
  }

  private async due(refs: readonly StepRef[]): Promise<Due[]> {
    const stored = await this.parts.db.query<StoredNotification>(findNotifications(refs.map(({ id }) => id)));
    const byId = new Map(stored.map((one) => [one.id, one]));
    return refs.flatMap((ref) => {
      const before = byId.get(ref.id);
      const step = before?.intent.escalation?.[ref.step];
      const isOver = before?.state === CANCELLED || before?.state === EXPIRED;
      return !before || isOver || step?.state !== 'waiting' ? [] : [{ ref, step, before }];
    });
  }

  private async known(due: readonly Due[]): Promise<Known[]> {
    const items = due.map(({ before }) => ({ tenant_id: before.tenant_id, notification_id: before.id }));
    const addressees = due.map((one) => this.addresseeOf(one));
    const [standings, found] = await Promise.all([
      this.parts.status.call('status.standing', { items }),
      findBoth(this.parts, addressees),
    ]);
    return due.map((one, i) => ({
      ...one,
      statusOf: statusesOf(standings[i] as NotificationStanding),
      addressee: addressees[i] as Addressee,
      found: found[i] as Found,
    }));
  }

  private addresseeOf({ before, step }: Due): Addressee {
    const { tenant_id: tenantId, intent } = before;
    if (intent.user_id !== undefined) return { tenantId, userId: intent.user_id };
    return { tenantId, to: this.addressesOf(before), channels: step.channels };
  }

  /** Addresses that nobody can open any more are none, and keep no other waiting. */
  private addressesOf({ id, tenant_id, intent: { addresses } }: StoredNotification): InlineAddresses {
    try {
      return addresses === undefined ? {} : this.parts.sealer.openAddresses(tenant_id, addresses);
    } catch (error) {
      log.error({ err: error, notification_id: id }, 'the addresses of an escalation cannot be opened');
      return {};
    }
  }

  /** undefined: nobody can say what its recipient wants. */
  private next(known: Known): Plan | undefined {
    const { before, ref, step, statusOf, found, addressee } = known;
    const { intent } = before;
    const become = (after: Intent): Plan => ({ before, after: { ...before, intent: after } });
    if (isReached(step, statusNow(intent, statusOf))) return become(withStep(intent, ref.step, 'not_needed'));
    if (Date.parse(intent.expires_at) <= Date.now()) return become(withoutSteps(intent));
    if (found.kind === 'unknown') return become(withoutSteps(intent));
    const done = withStep(intent, ref.step, 'done');
    const channels = untriedChannels(step, intent.deliveries, statusOf);
    if (channels.length === 0) return become(done);
    const to = 'to' in addressee ? addressee.to : {};
    const recipient = recipientOf(found, intent, to);
    if (!recipient) return undefined;
    const planned = this.plans.deliveries(before, channels, recipient);
    const deliveries = [...intent.deliveries, ...planned.map((one) => ({ ...one, escalated: true as const }))];
    const preferences_version = found.kind === 'found' ? found.profile.version : undefined;
    const after = {
      ...before,
      state: stateOf(deliveries),
      intent: { ...replanned(done, deliveries), preferences_version },
    };
    return this.plans.withClaim(before, after, { found, to });
  }

  /** Answers the ids of those that somebody else changed first. */
  private async store(changes: readonly Plan[], putOff: readonly Due[]): Promise<string[]> {
    const { db, outbox, heldForMs } = this.parts;
    let staged: Staged | undefined;
    let ours: Plan[] = [];
    await db.transaction(async (tx) => {
      ours = await writePlans(tx, changes);
      const rows = new OutboxRows();
      const at = new Date().toISOString();
      for (const { before, after } of ours) rows.addPlanned(after, { at, except: before.intent.deliveries });
      const [first] = putOff;
      const again = first
        ? [
            escalationRow(
              putOff.map(({ ref }) => ref),
              first.before.intent.priority,
              new Date(Date.now() + heldForMs),
            ),
          ]
        : [];
      // Who planned what is held here at this very moment has lost to us: its row is made again.
      staged = await outbox.stage(tx, [...rows.all(), ...heldRows(ours.map(({ after }) => after)), ...again]);
    });
    if (staged) outbox.release(staged);
    const written = new Set(ours.map(({ after }) => after.id));
    return changes.flatMap(({ after }) => (written.has(after.id) ? [] : after.id));
  }
}

const statusesOf = ({ deliveries }: NotificationStanding): ReadonlyMap<string, Status> =>
  new Map(deliveries.map(({ delivery_id, status }) => [delivery_id, status]));

const statusNow = ({ deliveries }: Intent, statusOf: ReadonlyMap<string, Status>): Status =>
  notificationStatus(deliveries.map(({ id, status }) => statusOf.get(id) ?? status));

/** What is of a critical type goes to where its recipient was last known to be; all else waits until somebody can say. */
function recipientOf(found: Found, { critical }: Intent, to: InlineAddresses): Recipient | undefined {
  if (found.kind === 'inline') {
    const { suppressed, readable } = found;
    return readable || critical ? { kind: 'inline', to, suppressed } : undefined;
  }
  if (found.kind === 'found') return { kind: 'user', profile: found.profile };
  const lastKnown = found.kind === 'unavailable' && critical ? found.lastKnown : undefined;
  return lastKnown && { kind: 'user', profile: lastKnown };
}
