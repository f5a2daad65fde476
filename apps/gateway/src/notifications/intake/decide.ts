import type { NotificationType, Profile } from '#libs/contracts';
import { inWords } from '#libs/consent';
import { problems, type Problem } from '#libs/http';
import { uuidv7 } from '#libs/kernel';
import type { Found } from '../../recipients/found-recipient.js';
import { escalating } from '../escalate/steps.js';
import { heldInline, heldNotification, plannedNotification, type Sealer } from './build-notification.js';
import type { IntakeItem } from './intake-item.js';
import type { InlineAddresses, PlannedDelivery, StoredNotification } from './intent.js';
import { isUsable, planDeliveries, type Ask, type Recipient } from './plan-deliveries.js';

export type Decision =
  | { readonly kind: 'store'; readonly notification: StoredNotification }
  | { readonly kind: 'refuse'; readonly problem: Problem };

export interface DecisionContext {
  readonly sealer: Sealer;
  readonly at: Date;
  /** When what is held is tried again. */
  readonly heldUntil: Date;
  readonly timeFactor: number;
}

/** What becomes of one item, given what is known of its recipient. */
export function decide(item: IntakeItem, found: Found | undefined, context: DecisionContext): Decision {
  const decision = decideFirst(item, found, context);
  const { escalation: steps, recipient, tenantId } = item;
  if (!steps || decision.kind === 'refuse') return decision;
  const { sealer, timeFactor } = context;
  const addresses = recipient.kind === 'inline' ? sealer.addresses(tenantId, recipient.to) : undefined;
  return { kind: 'store', notification: escalating(decision.notification, { steps, timeFactor, addresses }) };
}

function decideFirst(item: IntakeItem, found: Found | undefined, context: DecisionContext): Decision {
  if (item.recipient.kind === 'inline') return inline(item, item.recipient.to, found, context);
  if (found === undefined || found.kind === 'unknown' || found.kind === 'inline')
    return { kind: 'refuse', problem: unknownUser(item.recipient.userId) };
  if (found.kind === 'found') return planned(item, { kind: 'user', profile: found.profile }, context);
  return uncertain(item, found.lastKnown, context);
}

/** An address whose suppressions cannot be read waits, as a person does whose opt-out cannot. */
function inline(item: IntakeItem, to: InlineAddresses, found: Found | undefined, context: DecisionContext): Decision {
  const { suppressed, readable } = found?.kind === 'inline' ? found : NOTHING_KNOWN;
  const recipient = { kind: 'inline', to, suppressed } as const;
  if (readable || item.type.critical) return planned(item, recipient, context);
  const deliveries = planDeliveries(askOf(item, recipient, context), uuidv7);
  if (!isUsable(deliveries)) return { kind: 'refuse', problem: noUsableChannel(item.type, deliveries) };
  return { kind: 'store', notification: heldInline(item, deliveries, context.heldUntil, context.sealer) };
}

const NOTHING_KNOWN = { suppressed: {}, readable: false };

/**
 * Nothing is sent to a person whose opt-out cannot be read. What is of a critical type, which no opt-out holds back, goes by the
 * channels that were asked for, which are the type's own where the request names none. The priority is the caller's word, and
 * says nothing about that.
 */
function uncertain(item: IntakeItem, lastKnown: Profile | undefined, context: DecisionContext): Decision {
  if (item.type.critical && lastKnown) {
    const deliveries = planDeliveries(askOf(item, { kind: 'user', profile: lastKnown }, context), uuidv7);
    // Without a version the channel apps look the preferences up themselves, as far as they can.
    if (isUsable(deliveries)) return store(item, deliveries, undefined, context);
  }
  return { kind: 'store', notification: heldNotification(item, context.heldUntil, context.sealer) };
}

function planned(item: IntakeItem, recipient: Recipient, context: DecisionContext): Decision {
  const deliveries = planDeliveries(askOf(item, recipient, context), uuidv7);
  if (!isUsable(deliveries)) return { kind: 'refuse', problem: noUsableChannel(item.type, deliveries) };
  return store(item, deliveries, recipient.kind === 'user' ? recipient.profile.version : undefined, context);
}

const askOf = (
  { type, channels, test }: IntakeItem,
  recipient: Recipient,
  { at, timeFactor }: DecisionContext,
): Ask => ({
  type,
  channels,
  redirect: test?.redirect,
  recipient,
  at,
  timeFactor,
});

const store = (
  item: IntakeItem,
  deliveries: readonly PlannedDelivery[],
  version: number | undefined,
  { sealer }: DecisionContext,
): Decision => ({ kind: 'store', notification: plannedNotification(item, deliveries, sealer, version) });

const unknownUser = (userId: string): Problem =>
  problems.unprocessable('unknown_user', 'There is no such user', 'Store the user first, with PUT /v1/users/{id}', [
    { pointer: '/user_id', detail: `no user ${JSON.stringify(userId)} is stored` },
  ]);

function noUsableChannel({ name, category }: NotificationType, deliveries: readonly PlannedDelivery[]): Problem {
  const errors = deliveries.map((delivery) => {
    const { channel } = delivery;
    const reason = 'reason' in delivery ? delivery.reason : '';
    return {
      pointer: '/channels',
      detail: `${channel}: ${inWords(reason, { channel, type: name, category }) ?? reason}`,
    };
  });
  return problems.unprocessable(
    'no_usable_channel',
    'No channel can reach this recipient',
    errors.map(({ detail }) => detail).join('; '),
    errors,
  );
}
