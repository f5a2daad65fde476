import { LiveBus, type PeerChannel } from '#libs/realtime';
import type { ItemRow, StoredItem } from '../items/item-row.js';

/** What travels between instances; content stays sealed. */
export type InboxNews =
  | { readonly user_key: string; readonly item: StoredItem }
  | { readonly user_key: string; readonly read: { readonly id: string; readonly read_at: string } };

/** Rings at the sockets of the users whom news concern, on whatever instance they are; costs nothing for all others. */
export class Bell {
  private bus: LiveBus<InboxNews> | undefined;

  open(channel: PeerChannel, onGap: () => void): LiveBus<InboxNews> {
    this.bus = new LiveBus(channel, { topicsOf: (news) => [news.user_key], onGap });
    return this.bus;
  }

  close(): void {
    this.bus?.close();
  }

  ring(items: readonly StoredItem[]): void {
    this.tell(items.map((item) => ({ user_key: item.user_key, item })));
  }

  wereRead(rows: readonly Pick<ItemRow, 'id' | 'user_key' | 'read_at'>[]): void {
    this.tell(
      rows.map(({ id, user_key, read_at }) => ({
        user_key,
        read: { id, read_at: (read_at ?? new Date()).toISOString() },
      })),
    );
  }

  private tell(news: readonly InboxNews[]): void {
    if (!this.bus?.active) return;
    const wanted = news.filter(({ user_key }) => this.bus?.wants(user_key));
    if (wanted.length > 0) this.bus.publish(wanted);
  }
}
