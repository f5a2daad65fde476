import type { RpcIn } from '#libs/contracts';
import { grouped, type Database } from '#libs/persistence';
import type { ChannelApps } from '../../channel-apps.js';
import type { Intent } from '../../notifications/intake/intent.js';
import type { CallbackEvent } from '../callback-event.js';
import type { OwnAccount } from './own-account.js';
import { findOwnIntents, type IntentKey, type OwnIntent } from './own-intents.statement.js';

/** Of all calls of a group. */
const IDS = 2_000;

type Intents = ReadonlyMap<string, Intent>;

/**
 * Tells which events are about deliveries of the account's tenant. Whoever holds the account's key can sign whatever they like, so
 * that nothing is believed that an event says of whose it is: our own store says it, and where that does not know the delivery,
 * which then goes in the place of a dead one, the ledger of the channel.
 */
export class OwnDeliveries {
  private readonly intents: (keys: readonly IntentKey[]) => Promise<Intents>;

  constructor(
    db: Database,
    private readonly apps: Pick<ChannelApps, 'call'>,
  ) {
    this.intents = grouped(
      async (calls: (readonly IntentKey[])[]) => {
        const rows = await db.query<OwnIntent>(findOwnIntents(calls.flat()));
        const found = new Map(rows.map((row) => [keyOf(row.tenant_id, row.id), row.intent]));
        return calls.map(() => found);
      },
      { bytes: { of: (keys) => keys.length, max: IDS } },
    );
  }

  /** With whose they are; all others are left out. */
  async of(events: readonly CallbackEvent[], account: OwnAccount): Promise<CallbackEvent[]> {
    const { tenantId, channel } = account;
    const ids = [...new Set(events.map(({ notificationId }) => notificationId))];
    const intents = await this.intents(ids.map((id) => ({ tenant_id: tenantId, id })));
    const placed = events.flatMap((event) => {
      const intent = intents.get(keyOf(tenantId, event.notificationId));
      if (!intent) return [];
      const delivery = intent.deliveries.find(({ id }) => id === event.deliveryId);
      if (delivery && delivery.channel !== channel) return [];
      const test = event.test || intent.test || delivery?.redirected;
      const origin = { tenantId, channel, priority: intent.priority };
      return [{ isKnown: delivery !== undefined, event: { ...event, origin, test } }];
    });
    const strays = placed.filter(({ isKnown }) => !isKnown).map(({ event }) => event.deliveryId);
    const sent = await this.sent(strays, account);
    return placed.filter(({ isKnown, event }) => isKnown || sent.has(event.deliveryId)).map(({ event }) => event);
  }

  private async sent(ids: readonly string[], { tenantId, channel }: OwnAccount): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return NONE;
    const items = [...new Set(ids)].map((id): RpcIn<'delivery.states'> => ({ tenant_id: tenantId, delivery_id: id }));
    const found = await this.apps.call(channel, 'delivery.states', items);
    return new Set(items.filter((_, i) => found[i] !== null).map(({ delivery_id }) => delivery_id));
  }
}

const NONE: ReadonlySet<string> = new Set();
const keyOf = (tenant: string, notification: string): string => `${tenant} ${notification}`;
