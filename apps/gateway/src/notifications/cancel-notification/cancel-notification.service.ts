import { Inject, Injectable } from '@nestjs/common';
import type { Cancellable } from '#libs/contracts';
import { problems } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { Outbox, type Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import { Database } from '#libs/persistence';
import { ChannelApps } from '../../channel-apps.js';
import { acceptedOf } from '../idempotency/answers.js';
import type { Accepted } from '../intake/intake-item.js';
import { CANCELLED, HELD, type StoredDelivery, type StoredNotification, PLANNED } from '../intake/intent.js';
import { hasWaitingSteps, withoutSteps } from '../escalate/steps.js';
import { changeIntents, findNotification } from '../intake/notifications.statements.js';
import { OutboxRows } from '../intake/records.js';

const log = logger('cancel-notification');

/** Of what had left for its channel: what was stopped there, and whether all of the channels could be asked. */
interface Stopped {
  readonly ids: ReadonlySet<string>;
  readonly allAnswered: boolean;
}

@Injectable()
export class CancelNotificationService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(ChannelApps) private readonly apps: ChannelApps,
  ) {}

  /** What is held here, and steps that wait, are ours to stop; what lies with a channel is stopped there, if nobody has begun to send it. */
  async cancel(tenantId: string, id: string): Promise<Accepted> {
    const [stored] = isUuid(id) ? await this.db.query<StoredNotification>(findNotification(tenantId, id)) : [];
    if (!stored) throw problems.notFound('There is no such notification');
    if (stored.state === CANCELLED && !stored.intent.deliveries.some(hasLeft)) return acceptedOf(id, stored.intent);
    const isHere = stored.state === HELD || (stored.state === PLANNED && hasWaitingSteps(stored.intent));
    const held = isHere && (await this.leaveHold(stored));
    const before = held || stored;
    const { ids, allAnswered } = await this.stopInChannels(before);
    if (ids.size > 0) return acceptedOf(id, (await this.remember(before, ids)).intent);
    if (held || stored.state === CANCELLED) return acceptedOf(id, before.intent);
    if (!allAnswered) throw problems.unavailable('A channel does not say whether it can still be stopped');
    throw problems.conflict('already_left', 'It is too late to cancel', 'The notification is on its way');
  }

  private async leaveHold(held: StoredNotification): Promise<StoredNotification | false> {
    const cancelled = cancelledOf(held, (one) => one.status === 'SCHEDULED');
    const rows = new OutboxRows();
    const at = new Date().toISOString();
    rows.addPlanned(cancelled, { at, except: held.intent.deliveries });
    let staged: Staged | undefined;
    const left = await this.db.transaction(async (tx) => {
      const changed = await tx.query(changeIntents(held.state, [{ before: held, after: cancelled }]));
      if (changed.length > 0) staged = await this.outbox.stage(tx, rows.all());
      return changed.length > 0;
    });
    if (staged) this.outbox.release(staged);
    return left && cancelled;
  }

  /** The channels tell the status app of what they stop, in the transaction in which they stop it. */
  private async stopInChannels({ id, tenant_id, intent }: StoredNotification): Promise<Stopped> {
    const byChannel = Map.groupBy(intent.deliveries.filter(hasLeft), ({ channel }) => channel);
    const asked = await Promise.allSettled(
      Array.from(byChannel, async ([channel, deliveries]) => {
        const items = deliveries.map((one): Cancellable => ({
          delivery_id: one.id,
          notification_id: id,
          tenant_id,
          priority: intent.priority,
          ...(intent.user_id !== undefined && { user_id: intent.user_id }),
          ...(intent.test && { test: intent.test }),
        }));
        const answers = await this.apps.call(channel, 'delivery.cancel', items);
        return deliveries.filter((_, i) => answers[i]).map((one) => one.id);
      }),
    );
    const ids = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    return { ids: new Set(ids), allAnswered: asked.every((one) => one.status === 'fulfilled') };
  }

  /** For whoever asks before the status app has heard, and so that nothing of it is emitted again. */
  private async remember(before: StoredNotification, ids: ReadonlySet<string>): Promise<StoredNotification> {
    const all = before.intent.deliveries.every((one) => ids.has(one.id) || !hasLeft(one));
    const state = all ? CANCELLED : before.state;
    const after = { ...cancelledOf(before, ({ id }) => ids.has(id)), state };
    const changed = await this.db.query(changeIntents(before.state, [{ before, after }]));
    // It was planned meanwhile, or cancelled by somebody else. The channels know, and whoever asks again is answered the same.
    if (changed.length === 0) log.info({ notification_id: before.id }, 'the intent has changed while it was cancelled');
    return after;
  }
}

const hasLeft = ({ status }: StoredDelivery): boolean => status === 'ACCEPTED';

/** What has left already stays as it is. */
const cancelledOf = (
  stored: StoredNotification,
  isStopped: (delivery: StoredDelivery) => boolean,
): StoredNotification => ({
  ...stored,
  state: CANCELLED,
  intent: {
    ...withoutSteps(stored.intent),
    plans: (stored.intent.plans ?? 0) + 1,
    deliveries: stored.intent.deliveries.map((one) =>
      isStopped(one) ? { id: one.id, channel: one.channel, status: 'CANCELLED', reason: 'cancelled' } : one,
    ),
  },
});
