import type { StatusPage, StatusSearch } from '#libs/contracts';
import { isUuid } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import type { NotificationReader } from '../find/notification-reader.js';
import { searchPage } from './search.statement.js';

const MOST = 200;

/** Pages of notifications, newest first. The cursor is the last id of the page. */
export class NotificationSearch {
  constructor(
    private readonly db: Database,
    private readonly reader: NotificationReader,
  ) {}

  async page(search: StatusSearch): Promise<StatusPage> {
    if (search.cursor !== undefined && !isUuid(search.cursor)) return { items: [] };
    const limit = Math.min(Math.max(search.limit, 1), MOST);
    const ids = await this.db.query<{ notification_id: string }>(searchPage(search, limit + 1));
    const shown = ids.slice(0, limit).map(({ notification_id }) => ({ tenant_id: search.tenant_id, notification_id }));
    const found = await this.reader.find(shown);
    const items = found.flatMap((state) => {
      if (!state) return [];
      const { timeline: _, ...item } = state;
      return [item];
    });
    return ids.length > limit ? { items, next_cursor: shown.at(-1)?.notification_id } : { items };
  }
}
