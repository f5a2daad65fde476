import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import { openUserToken } from '#libs/auth';
import {
  inboxAuth,
  listRequest,
  readRequest,
  refuse,
  type InboxPage,
  type ReadAck,
  type Refusal,
} from '#libs/contracts';
import type { AddressList } from '#libs/network';
import type { Logger } from '#libs/observability';
import { addressOf, cutAt, type LiveBus, type RefusedConnections } from '#libs/realtime';
import { coalesced } from '#libs/rpc';
import type { Vault } from '#libs/vault';
import { ownerOf, type Inbox } from '../items/inbox.js';
import type { Owner } from '../items/read-items.statement.js';
import type { Bell, InboxNews } from './bell.js';
import { InboxSession } from './inbox-session.js';

type Events = DefaultEventsMap;
interface SocketData {
  owner?: Owner;
  /** When their token expires. */
  until?: number;
}
export type InboxSocket = Socket<Events, Events, Events, SocketData>;
export type InboxNamespace = Namespace<Events, Events, Events, SocketData>;

export type ListAnswer = ({ readonly ok: true } & InboxPage) | Refusal;

const UNAVAILABLE = refuse('unavailable', 'The inbox cannot be reached just now; try again');

/** The sockets of this instance. */
export class InboxSessions {
  private readonly sessions = new Map<string, InboxSession>();
  private readonly ends = new Map<string, () => void>();
  private readonly unread: (owner: Owner) => Promise<number>;
  private bus: LiveBus<InboxNews> | undefined;

  constructor(
    private readonly bell: Bell,
    private readonly inbox: Inbox,
    private readonly vault: Vault,
    private readonly tokenSecret: string,
    private readonly proxies: AddressList,
    private readonly refused: RefusedConnections,
    private readonly log: Logger,
  ) {
    this.unread = coalesced(async (owners: Owner[]) => {
      const counts = await inbox.unreadCounts(owners);
      return owners.map((owner) => counts.get(owner.user_key) ?? 0);
    });
  }

  open(namespace: InboxNamespace): void {
    namespace.use((socket, next) => next(this.admit(socket)));
    namespace.on('connection', (socket) => void this.begin(socket));
    this.bus = this.bell.open(namespace, () => void this.showAgain());
  }

  reconnected(): void {
    this.bus?.reconnected();
  }

  async close(): Promise<void> {
    this.bell.close();
    await this.refused.close();
  }

  end(socket: InboxSocket): void {
    const session = this.sessions.get(socket.id);
    if (session) this.bus?.forget([session.owner.user_key], session.listener);
    this.sessions.delete(socket.id);
    this.ends.get(socket.id)?.();
    this.ends.delete(socket.id);
  }

  async read(socket: InboxSocket, body: unknown): Promise<ReadAck> {
    const session = this.sessions.get(socket.id);
    const { success, data } = readRequest.safeParse(body);
    if (!success || !session) return refuse('invalid', 'read wants {id} or {ids}, 1 to 500 ids of items');
    return this.answer<ReadAck>(async () => {
      const read = await this.inbox.read(session.owner, 'id' in data ? [data.id] : data.ids);
      if (read === null) return refuse('not_found', 'There is no such item in this inbox');
      return { ok: true, read, unread: await this.unread(session.owner) };
    });
  }

  async readAll(socket: InboxSocket): Promise<ReadAck> {
    const session = this.sessions.get(socket.id);
    if (!session) return refuse('invalid', 'Not connected');
    return this.answer<ReadAck>(async () => {
      const read = await this.inbox.readAll(session.owner);
      return { ok: true, read, unread: await this.unread(session.owner) };
    });
  }

  async list(socket: InboxSocket, body: unknown): Promise<ListAnswer> {
    const session = this.sessions.get(socket.id);
    const { success, data } = listRequest.safeParse(body ?? undefined);
    if (!success || !session) return refuse('invalid', 'list takes {limit: 1–100, cursor, unread_only}');
    return this.answer<ListAnswer>(async () => {
      const page = await this.inbox.page(session.owner, data.limit, data.cursor, data.unread_only);
      return { ok: true, ...page };
    });
  }

  private admit(socket: InboxSocket): Error | undefined {
    const { success, data } = inboxAuth.safeParse(socket.handshake.auth);
    const opened = success ? openUserToken(this.tokenSecret, data.token) : null;
    if (!opened) {
      this.refused.note(success ? 'no_token_of_ours' : 'no_user_token', addressOf(socket.handshake, this.proxies));
      return new Error('unauthorized');
    }
    socket.data.owner = ownerOf(opened.user);
    socket.data.until = opened.expiresAt;
    return undefined;
  }

  /** Listens first and shows then, so that nothing falls between. */
  private async begin(socket: InboxSocket): Promise<void> {
    const owner = socket.data.owner as Owner;
    const complain = (error: unknown) => this.log.warn({ err: error }, 'inbox not shown');
    const session = new InboxSession(socket, owner, this.inbox, this.vault, this.unread, complain);
    this.sessions.set(socket.id, session);
    this.ends.set(socket.id, cutAt(socket, socket.data.until as number));
    await this.bus?.listen([owner.user_key], session.listener);
    if (!socket.connected) return this.end(socket);
    await session.showNewest().catch(complain);
  }

  private async showAgain(): Promise<void> {
    for (const session of this.sessions.values()) {
      await session.showNewest().catch((error: unknown) => this.log.warn({ err: error }, 'inbox not shown again'));
    }
  }

  private async answer<A extends ReadAck | ListAnswer>(work: () => Promise<A>): Promise<A | Refusal> {
    try {
      return await work();
    } catch (error) {
      this.log.warn({ err: error }, 'inbox not answered');
      return UNAVAILABLE;
    }
  }
}
