import type { InboxItem, InboxPage, UserKey } from '#libs/contracts';
import { hashKey, isUuid } from '#libs/kernel';
import type { Outbox } from '#libs/messaging';
import type { Database, Statement } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { Bell } from '../live/bell.js';
import { insertItems } from './insert-items.statement.js';
import { openRow, type ItemRow, type StoredItem } from './item-row.js';
import { readEvents } from './read-events.js';
import { itemsBefore, markAllRead, markRead, ownedAmong, unreadOf, type Owner } from './read-items.statement.js';

const MOST_ON_A_PAGE = 100;
const MOST_READ_AT_ONCE = 1_000;

export const ownerOf = ({ tenant_id, user_id }: UserKey): Owner => ({
  tenant_id,
  user_key: hashKey(tenant_id, user_id),
});

/** The notification centre of all users. */
export class Inbox {
  constructor(
    private readonly db: Database,
    /** Connections for storing what is critical, so that it waits for nothing else. */
    private readonly critical: Database,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
    private readonly bell: Pick<Bell, 'wereRead'>,
  ) {}

  /** Items of one lane; answers those that are new. */
  async add(items: readonly StoredItem[]): Promise<StoredItem[]> {
    const db = items[0]?.priority === 'critical' ? this.critical : this.db;
    const added = new Set((await db.query<{ id: string }>(insertItems(items))).map((row) => row.id));
    return items.filter((item) => added.has(item.id));
  }

  async page(owner: Owner, limit: number, cursor?: string, unreadOnly = false): Promise<InboxPage> {
    if (cursor !== undefined && !isUuid(cursor)) return { items: [], unread: await this.unread(owner) };
    const size = Math.min(Math.max(limit, 1), MOST_ON_A_PAGE);
    const [rows, counts] = await this.db.batch([itemsBefore(owner, cursor, unreadOnly, size + 1), unreadOf([owner])]);
    const items = (rows as unknown as ItemRow[]).slice(0, size).map((row): InboxItem => openRow(this.vault, row));
    const unread = (counts?.[0] as { unread: number } | undefined)?.unread ?? 0;
    const more = (rows?.length ?? 0) > size;
    return { items, unread, ...(more && { next_cursor: items.at(-1)?.id }) };
  }

  async unread(owner: Owner): Promise<number> {
    return (await this.unreadCounts([owner])).get(owner.user_key) ?? 0;
  }

  /** By user key; those with none are missing. */
  async unreadCounts(owners: readonly Owner[]): Promise<Map<string, number>> {
    const rows = await this.db.query<{ user_key: string; unread: number }>(unreadOf(owners));
    return new Map(rows.map((row) => [row.user_key, row.unread]));
  }

  /** How many were unread; null when one of the ids is not an item of this user. */
  async read(owner: Owner, ids: readonly string[]): Promise<number | null> {
    if (!ids.every(isUuid)) return null;
    const unique = [...new Set(ids)];
    const [row] = await this.db.query<{ owned: number }>(ownedAmong(owner, unique));
    if (row?.owned !== unique.length) return null;
    return this.mark(markRead(owner, unique));
  }

  async readAll(owner: Owner): Promise<number> {
    let all = 0;
    for (;;) {
      const marked = await this.mark(markAllRead(owner, MOST_READ_AT_ONCE));
      all += marked;
      if (marked < MOST_READ_AT_ONCE) return all;
    }
  }

  /** The mark and the news of it are one transaction: an item that is read is a delivery that will be READ. */
  private async mark(statement: Statement): Promise<number> {
    const { rows, staged } = await this.db.transaction(async (tx) => {
      const rows = await tx.query<ItemRow>(statement);
      return { rows, staged: await this.outbox.stage(tx, readEvents(rows)) };
    });
    this.outbox.release(staged);
    this.bell.wereRead(rows);
    return rows.length;
  }
}
