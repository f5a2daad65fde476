import { Inject, Injectable } from '@nestjs/common';
import type { StatusEvent } from '#libs/contracts';
import { Outbox, type Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import { Database, grouped } from '#libs/persistence';
import type { StoredNotification } from '../notifications/intake/intent.js';
import { findNotifications } from '../notifications/intake/notifications.statements.js';
import { isOurs, rowsOf, statusEventOf, type CallbackEvent, type CallbackOrigin } from './callback-event.js';

const log = logger('callbacks');
const GROUP = 200;

/** Keeps what providers say of deliveries: in the outbox before the provider is answered, told to status after. */
@Injectable()
export class ReceiveCallbacksService {
  private readonly keep: (events: readonly CallbackEvent[]) => Promise<void>;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {
    this.keep = grouped(
      async (calls: (readonly CallbackEvent[])[]) => {
        await this.store(await this.resolve(calls.flat()));
        return calls.map(() => undefined);
      },
      { max: GROUP },
    );
  }

  /** Resolves when the events are safe. What is not about a delivery of ours is left out. */
  async receive(events: readonly CallbackEvent[]): Promise<void> {
    const ours = events.filter(isOurs);
    if (ours.length < events.length) log.info({ left_out: events.length - ours.length }, 'events of others');
    if (ours.length > 0) await this.keep(ours);
  }

  private async resolve(events: readonly CallbackEvent[]): Promise<StatusEvent[]> {
    const strays = events.filter(({ origin }) => !origin);
    const origins = strays.length > 0 ? await this.originsOf(strays) : new Map<string, CallbackOrigin>();
    return events.flatMap((event) => {
      const origin = event.origin ?? origins.get(event.deliveryId);
      return (origin && statusEventOf(event, origin)) ?? [];
    });
  }

  /** From our own intents, for what a provider did not bring back. */
  private async originsOf(events: readonly CallbackEvent[]): Promise<Map<string, CallbackOrigin>> {
    const ids = [...new Set(events.map(({ notificationId }) => notificationId))];
    const found = await this.db.query<StoredNotification>(findNotifications(ids));
    return new Map(
      found.flatMap(({ tenant_id, intent }) =>
        intent.deliveries.map(({ id, channel }) => [id, { tenantId: tenant_id, channel, priority: intent.priority }]),
      ),
    );
  }

  private async store(events: readonly StatusEvent[]): Promise<void> {
    if (events.length === 0) return;
    let staged: Staged | undefined;
    await this.db.transaction(async (tx) => {
      staged = await this.outbox.stage(tx, rowsOf(events));
    });
    if (staged) this.outbox.release(staged);
  }
}
