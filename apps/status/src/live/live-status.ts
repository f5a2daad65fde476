import type { StatusEvent } from '#libs/contracts';
import type { Logger } from '#libs/observability';
import { LiveBus, type PeerChannel } from '#libs/realtime';
import type { NotificationKey } from '../find/find-notifications.statement.js';
import { keyOf, type NotificationReader } from '../find/notification-reader.js';
import type { Audience } from '../record/lane-recorder.js';
import { liveItems, notificationTopic, tenantTopic, topicsOf, type LiveItem } from './live-item.js';

/** Notifications read in one go. */
const MOST_AT_ONCE = 500;
/** Notifications whose news may wait; while the database is that slow, more of them are not told. */
const MOST_WAITING = 20_000;

interface News extends NotificationKey {
  readonly events: StatusEvent[];
}

/**
 * Tells watchers how deliveries stand, read back after the write: so what is told is always a state that was stored, and
 * a burst of events of one notification costs one read. Nothing is read or sent of what nobody watches.
 */
export class LiveStatus implements Audience {
  private bus: LiveBus<LiveItem> | undefined;
  private news = new Map<string, News>();
  private telling = false;

  constructor(
    private readonly reader: NotificationReader,
    private readonly log: Logger,
  ) {}

  open(channel: PeerChannel, onGap: () => void): LiveBus<LiveItem> {
    this.bus = new LiveBus(channel, { topicsOf, onGap });
    return this.bus;
  }

  close(): void {
    this.bus?.close();
  }

  tell(events: readonly StatusEvent[]): void {
    if (!this.bus?.active) return;
    for (const event of events) if (this.isWanted(event)) this.add(event);
    if (this.news.size > 0 && !this.telling) void this.tellAll();
  }

  private isWanted(event: StatusEvent): boolean {
    return Boolean(this.bus?.wants(notificationTopic(event)) || this.bus?.wants(tenantTopic(event.tenant_id)));
  }

  private add(event: StatusEvent): void {
    const key = keyOf(event);
    const known = this.news.get(key);
    if (known) known.events.push(event);
    else if (this.news.size < MOST_WAITING)
      this.news.set(key, { tenant_id: event.tenant_id, notification_id: event.notification_id, events: [event] });
  }

  private async tellAll(): Promise<void> {
    this.telling = true;
    try {
      while (this.news.size > 0) {
        const news = [...this.news.values()].slice(0, MOST_AT_ONCE);
        for (const one of news) this.news.delete(keyOf(one));
        this.bus?.publish(await this.itemsOf(news));
      }
    } catch (error) {
      this.news.clear(); // the database is away: watchers learn the state with the next event, or when they ask
      this.log.warn({ err: error }, 'watchers were not told');
    } finally {
      this.telling = false;
    }
  }

  private async itemsOf(news: readonly News[]): Promise<LiveItem[]> {
    const rows = Map.groupBy(await this.reader.deliveries(news), keyOf);
    return news.flatMap((one) => {
      const events = Map.groupBy(one.events, (event) => event.delivery_id);
      return liveItems(rows.get(keyOf(one)) ?? [], (id) => events.get(id) ?? []).filter((item) =>
        events.has(item.status.delivery_id),
      );
    });
  }
}
