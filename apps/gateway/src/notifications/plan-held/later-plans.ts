/**
 * What all plans that are made after the acceptance have in common, whoever makes them: the rules of the type as they were then,
 * where a test goes, the cap of the day, and that who changes the intent first wins.
 */
import { localDay, type TypeRules } from '#libs/consent';
import type { Channel, TestRedirect } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { logger } from '#libs/observability';
import type { Transaction } from '#libs/persistence';
import { zoneOf, type Found } from '../../recipients/found-recipient.js';
import type { personHasher } from '../../recipients/person-hash.js';
import { claimDaily, type DailyClaim } from '../daily-cap/claim-daily.js';
import { giveBackDaily } from '../daily-cap/daily-counts.statements.js';
import { mustBeCounted, overCap } from '../daily-cap/over-cap.js';
import type { Sealer } from '../intake/build-notification.js';
import type { InlineAddresses, Intent, StoredDelivery, StoredNotification } from '../intake/intent.js';
import { changeIntents, type IntentChange } from '../intake/notifications.statements.js';
import { planDeliveries, type Recipient } from '../intake/plan-deliveries.js';

const log = logger('later-plans');

export interface LaterPlanParts {
  readonly sealer: Sealer;
  readonly timeFactor: number;
  readonly personOf: ReturnType<typeof personHasher>;
}

/** `claim`: its recipient's day must have room for it. */
export interface Plan extends IntentChange {
  readonly claim?: DailyClaim | undefined;
}

/** Of whom the day is counted: a stored user by their id, which the intent has. */
interface Whom {
  readonly found: Found;
  readonly to: InlineAddresses;
}

export class LaterPlans {
  constructor(private readonly parts: LaterPlanParts) {}

  /** Deliveries of these channels, by what the recipient wants now. */
  deliveries(
    { id, tenant_id, intent }: StoredNotification,
    channels: readonly Channel[],
    recipient: Recipient,
  ): StoredDelivery[] {
    const { sealer, timeFactor } = this.parts;
    const redirect = this.redirectOf(id, tenant_id, intent);
    const ask = { type: rulesOf(intent), channels, recipient, at: new Date(), timeFactor, redirect };
    return planDeliveries(ask, uuidv7).map((planned) => sealer.delivery(tenant_id, planned));
  }

  withClaim(before: StoredNotification, after: StoredNotification, { found, to }: Whom): Plan {
    const { intent, tenant_id: tenantId } = after;
    const { daily_cap: cap, category } = intent;
    if (cap === undefined || !mustBeCounted(intent, intent.deliveries)) return { before, after };
    const userId = intent.user_id;
    const recipient = userId === undefined ? ({ kind: 'inline', to } as const) : ({ kind: 'user', userId } as const);
    const person = this.parts.personOf({ tenantId, recipient });
    const claim = { tenantId, person, category, day: localDay(zoneOf(found), new Date()), cap };
    return { before, after: { ...after, intent: { ...intent, counted: true } }, claim };
  }

  /** A test whose redirect nobody can open any more goes to the simulator, and keeps nobody waiting. */
  private redirectOf(id: string, tenantId: string, { redirect }: Intent): TestRedirect | undefined {
    try {
      return redirect === undefined ? undefined : this.parts.sealer.openRedirect(tenantId, redirect);
    } catch (error) {
      log.error({ err: error, notification_id: id }, 'the redirect of a test cannot be opened');
      return undefined;
    }
  }
}

/** With other deliveries than before. */
export const replanned = (intent: Intent, deliveries: readonly StoredDelivery[]): Intent => ({
  ...intent,
  plans: (intent.plans ?? 0) + 1,
  deliveries,
});

/** Writes those whose intent nobody has changed meanwhile, as they can be under the caps of the day, and answers them. */
export async function writePlans(tx: Transaction, plans: readonly Plan[]): Promise<Plan[]> {
  if (plans.length === 0) return [];
  const changes = await underCaps(tx, plans);
  const byState = Map.groupBy(changes, ({ before }) => before.state);
  const ids = new Set<string>();
  for (const [state, group] of byState)
    for (const { id } of await tx.query<{ id: string }>(changeIntents(state, group))) ids.add(id);
  const lost = changes.flatMap(({ after, claim }) => (claim && !ids.has(after.id) ? claim : []));
  if (lost.length > 0) tx.enqueue(giveBackDaily(lost));
  return changes.filter(({ after }) => ids.has(after.id));
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

const rulesOf = ({ type, category, critical, ignores_quiet_hours }: Intent): TypeRules => ({
  name: type,
  category,
  critical: critical === true,
  quiet_hours: ignores_quiet_hours ? 'ignore' : 'hold',
});
