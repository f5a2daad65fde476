import { Inject, Injectable } from '@nestjs/common';
import { problems } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { Outbox, type Staged } from '#libs/messaging';
import { Database } from '#libs/persistence';
import { acceptedOf } from '../idempotency/answers.js';
import type { Accepted } from '../intake/intake-item.js';
import { hasWaitingSteps, withoutSteps } from '../escalate/steps.js';
import { CANCELLED, HELD, PLANNED, type StoredNotification } from '../intake/intent.js';
import { changeIntents, findNotification } from '../intake/notifications.statements.js';
import { OutboxRows } from '../intake/records.js';

@Injectable()
export class CancelNotificationService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  /** Only what is held here, and steps that wait, have not left: what is with a channel is no longer ours to stop. */
  async cancel(tenantId: string, id: string): Promise<Accepted> {
    const [stored] = isUuid(id) ? await this.db.query<StoredNotification>(findNotification(tenantId, id)) : [];
    if (!stored) throw problems.notFound('There is no such notification');
    if (stored.state === CANCELLED) return acceptedOf(id, stored.intent);
    const isHere = stored.state === HELD || (stored.state === PLANNED && hasWaitingSteps(stored.intent));
    const cancelled = isHere && (await this.leaveHold(stored));
    if (!cancelled)
      throw problems.conflict('already_left', 'It is too late to cancel', 'The notification is on its way');
    return acceptedOf(id, cancelled.intent);
  }

  private async leaveHold(held: StoredNotification): Promise<StoredNotification | false> {
    const cancelled = cancelledOf(held);
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
}

/** What has left already stays as it is. */
const cancelledOf = (stored: StoredNotification): StoredNotification => ({
  ...stored,
  state: CANCELLED,
  intent: {
    ...withoutSteps(stored.intent),
    plans: (stored.intent.plans ?? 0) + 1,
    deliveries: stored.intent.deliveries.map((one) =>
      one.status === 'SCHEDULED' ? { id: one.id, channel: one.channel, status: 'CANCELLED', reason: 'cancelled' } : one,
    ),
  },
});
