import { emitOrDrop, type Outlet } from '#libs/realtime';
import type { LiveItem } from './live-item.js';
import type { Viewer } from './viewer.js';

/** Versions of deliveries that were told, by delivery. */
type Told = Map<string, number>;

/** What one socket watches. It is never told an older state after a newer one. */
export class Watcher {
  readonly notifications = new Map<string, Told>();
  everything = false;

  constructor(
    private readonly socket: Outlet,
    readonly viewer: Viewer,
  ) {}

  readonly listener = (items: readonly LiveItem[]): void => {
    const fresh = items.filter((item) => this.mayBeTold(item) && this.isNews(item));
    if (fresh.length > 0)
      emitOrDrop(
        this.socket,
        'status',
        fresh.map((item) => item.status),
      );
  };

  private mayBeTold(item: LiveItem): boolean {
    const { tenant_id, user_id } = this.viewer;
    return item.tenant_id === tenant_id && (user_id === undefined || item.user_id === user_id);
  }

  private isNews({ status, version }: LiveItem): boolean {
    const told = this.notifications.get(status.notification_id);
    if (!told) return this.everything;
    if (version <= (told.get(status.delivery_id) ?? 0)) return false;
    told.set(status.delivery_id, version);
    return true;
  }
}
