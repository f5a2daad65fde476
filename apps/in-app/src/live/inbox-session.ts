import type { InboxItem } from '#libs/contracts';
import { emitOrDrop, type Outlet } from '#libs/realtime';
import type { Vault } from '#libs/vault';
import type { Inbox } from '../items/inbox.js';
import { openItem } from '../items/item-row.js';
import type { Owner } from '../items/read-items.statement.js';
import type { InboxNews } from './bell.js';

/** Items that a new connection is shown. */
const NEWEST = 20;

/** One connected socket of a user: shows what is there, then what comes. */
export class InboxSession {
  constructor(
    private readonly socket: Outlet,
    readonly owner: Owner,
    private readonly inbox: Pick<Inbox, 'page'>,
    private readonly vault: Pick<Vault, 'open'>,
    private readonly unread: (owner: Owner) => Promise<number>,
    private readonly onError: (error: unknown) => void,
  ) {}

  readonly listener = (news: readonly InboxNews[]): void => {
    const read: { id: string; read_at: string }[] = [];
    for (const one of news) {
      if ('item' in one) this.show(openItem(this.vault, one.item));
      else read.push(one.read);
    }
    if (read.length > 0) emitOrDrop(this.socket, 'read', read);
    void this.tellUnread();
  };

  /** The newest items, oldest of them first, as if they came now; the client tells by their ids those it has. */
  async showNewest(): Promise<void> {
    const { items, unread } = await this.inbox.page(this.owner, NEWEST);
    for (const item of items.toReversed()) this.show(item);
    emitOrDrop(this.socket, 'unread', { unread });
  }

  private show(item: InboxItem): void {
    emitOrDrop(this.socket, 'item', item);
  }

  private async tellUnread(): Promise<void> {
    try {
      emitOrDrop(this.socket, 'unread', { unread: await this.unread(this.owner) });
    } catch (error) {
      this.onError(error);
    }
  }
}
