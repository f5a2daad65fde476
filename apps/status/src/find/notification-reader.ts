import type { NotificationStanding, NotificationState } from '#libs/contracts';
import type { Database } from '#libs/persistence';
import {
  deliveriesOf,
  historyOf,
  type DeliveryRow,
  type HistoryRow,
  type NotificationKey,
} from './find-notifications.statement.js';
import { readFirstSettlement } from './first-settlement.js';
import { notificationState } from './notification-state.js';

export const keyOf = (key: NotificationKey): string => `${key.notification_id} ${key.tenant_id}`;

/** Reads notifications with all their deliveries and events, any number at once in one round trip. */
export class NotificationReader {
  constructor(private readonly db: Database) {}

  /** In the order of the keys; null for what nobody reported anything of (yet), or what is another tenant's. */
  async find(keys: readonly NotificationKey[]): Promise<(NotificationState | null)[]> {
    if (keys.length === 0) return [];
    const [rows, events] = await this.db.batch([deliveriesOf(keys), historyOf(keys)]);
    const deliveries = Map.groupBy(rows as unknown as DeliveryRow[], keyOf);
    const history = Map.groupBy(events as unknown as HistoryRow[], (event) => event.delivery_id);
    return keys.map((key) => {
      const own = deliveries.get(keyOf(key));
      return own ? notificationState(own, eventsOf(own, history)) : null;
    });
  }

  async standing(keys: readonly NotificationKey[]): Promise<NotificationStanding[]> {
    const deliveries = Map.groupBy(await this.deliveries(keys), keyOf);
    return keys.map((key) => ({
      deliveries: (deliveries.get(keyOf(key)) ?? []).map(({ id, channel, status }) => ({
        delivery_id: id,
        channel,
        status,
      })),
    }));
  }

  /** The deliveries alone, without their events. */
  async deliveries(keys: readonly NotificationKey[]): Promise<DeliveryRow[]> {
    return keys.length === 0 ? [] : this.db.query<DeliveryRow>(deliveriesOf(keys));
  }
}

const settledFirst = ({ id, first_settlement: written }: DeliveryRow): HistoryRow[] =>
  written === null ? [] : [readFirstSettlement(id, written)];

const eventsOf = (rows: readonly DeliveryRow[], history: ReadonlyMap<string, HistoryRow[]>): HistoryRow[] =>
  rows
    .flatMap((row) => [...settledFirst(row), ...(history.get(row.id) ?? [])])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
