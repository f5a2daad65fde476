import { Inject, Injectable } from '@nestjs/common';
import { problems } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { Outbox, type Staged } from '#libs/messaging';
import { Database } from '#libs/persistence';
import { acceptedOf } from '../idempotency/answers.js';
import type { Accepted } from '../intake/intake-item.js';
import { CANCELLED, HELD, type StoredNotification } from '../intake/intent.js';
import { findNotification, leaveState } from '../intake/notifications.statements.js';
import { OutboxRows } from '../intake/records.js';

@Injectable()
export class CancelNotificationService {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {}

  /** Only what is held here has not left: what is with a channel is no longer ours to stop. */
  async cancel(tenantId: string, id: string): Promise<Accepted> {
    const [stored] = isUuid(id) ? await this.db.query<StoredNotification>(findNotification(tenantId, id)) : [];
    if (!stored) throw problems.notFound('There is no such notification');
    if (stored.state === CANCELLED) return acceptedOf(id, stored.intent);
    const cancelled = stored.state === HELD && (await this.leaveHold(cancelledOf(stored)));
    if (!cancelled)
      throw problems.conflict('already_left', 'It is too late to cancel', 'The notification is on its way');
    return acceptedOf(id, cancelled.intent);
  }

  private async leaveHold(cancelled: StoredNotification): Promise<StoredNotification | false> {
    const rows = new OutboxRows();
    const at = new Date().toISOString();
    for (const delivery of cancelled.intent.deliveries) rows.addEvent(cancelled, delivery, 'cancelled', { at });
    let staged: Staged | undefined;
    const left = await this.db.transaction(async (tx) => {
      const changed = await tx.query(leaveState(HELD, [cancelled]));
      if (changed.length > 0) staged = await this.outbox.stage(tx, rows.all());
      return changed.length > 0;
    });
    if (staged) this.outbox.release(staged);
    return left && cancelled;
  }
}

const cancelledOf = (stored: StoredNotification): StoredNotification => ({
  ...stored,
  state: CANCELLED,
  intent: {
    ...stored.intent,
    deliveries: stored.intent.deliveries.map(({ id, channel }) => ({ id, channel, status: 'CANCELLED' as const })),
  },
});
