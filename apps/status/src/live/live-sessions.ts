import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import { refuse, watchRequest, type WatchAck } from '#libs/contracts';
import type { AddressList } from '#libs/network';
import type { Logger } from '#libs/observability';
import { addressOf, cutAt, type LiveBus, type RefusedConnections } from '#libs/realtime';
import { CredentialRounds } from './credential-rounds.js';
import { keyOf, type NotificationReader } from '../find/notification-reader.js';
import { liveItems, notificationTopic, tenantTopic, type LiveItem } from './live-item.js';
import type { LiveStatus } from './live-status.js';
import { refusedHere, type Viewer, type Viewers } from './viewer.js';
import { Watcher } from './watcher.js';

type Events = DefaultEventsMap;
interface SocketData {
  viewer?: Viewer;
}
export type StatusSocket = Socket<Events, Events, Events, SocketData>;
export type StatusNamespace = Namespace<Events, Events, Events, SocketData>;

const MOST_WATCHED = 5_000;
const BAD_IDS = refuse('invalid', 'notification_ids must hold 1 to 500 ids of notifications');
const UNAVAILABLE = refuse('unavailable', 'The state cannot be read just now; try again');

/** The sockets of this instance: who they are, and what they watch. */
export class LiveSessions {
  private readonly watchers = new Map<string, Watcher>();
  private readonly rounds: CredentialRounds;
  /** Of those whose token expires. */
  private readonly ends = new Map<string, () => void>();
  private bus: LiveBus<LiveItem> | undefined;

  constructor(
    private readonly live: LiveStatus,
    private readonly reader: NotificationReader,
    private readonly viewers: Viewers,
    private readonly proxies: AddressList,
    private readonly refused: RefusedConnections,
    private readonly log: Logger,
  ) {
    this.rounds = new CredentialRounds(viewers);
  }

  open(namespace: StatusNamespace): void {
    namespace.use((socket, next) => void this.admit(socket).then(() => next(), next));
    namespace.on('connection', (socket) => this.begin(socket));
    this.bus = this.live.open(namespace, () => void this.tellAgain());
  }

  reconnected(): void {
    this.bus?.reconnected();
  }

  async close(): Promise<void> {
    this.rounds.stop();
    this.live.close();
    await this.refused.close();
  }

  end(socket: StatusSocket): void {
    this.rounds.remove(socket.id);
    this.ends.get(socket.id)?.();
    this.ends.delete(socket.id);
    const watcher = this.watchers.get(socket.id);
    if (!watcher) return;
    this.watchers.delete(socket.id);
    this.bus?.forget([...topicsOf(watcher), tenantTopic(watcher.viewer.tenant_id)], watcher.listener);
  }

  /** Listens first and reads then, so that nothing falls between; versions keep the order. */
  async watch(socket: StatusSocket, body: unknown): Promise<WatchAck> {
    const watcher = this.watchers.get(socket.id);
    const { success, data } = watchRequest.safeParse(body);
    if (!success || !watcher) return BAD_IDS;
    if (watcher.notifications.size + data.notification_ids.length > MOST_WATCHED) {
      return refuse('too_many', `One connection watches at most ${MOST_WATCHED} notifications`);
    }
    const wanted = data.notification_ids.filter((id) => !watcher.notifications.has(id));
    for (const id of wanted) watcher.notifications.set(id, new Map());
    await this.bus?.listen(
      wanted.map((id) => topic(watcher, id)),
      watcher.listener,
    );
    try {
      await this.tellState(watcher, data.notification_ids);
    } catch (error) {
      this.log.warn({ err: error }, 'state not told');
      return UNAVAILABLE;
    }
    return { ok: true, watching: watcher.notifications.size };
  }

  unwatch(socket: StatusSocket, body: unknown): WatchAck {
    const watcher = this.watchers.get(socket.id);
    const { success, data } = watchRequest.safeParse(body);
    if (!success || !watcher) return BAD_IDS;
    for (const id of data.notification_ids) watcher.notifications.delete(id);
    this.bus?.forget(
      data.notification_ids.map((id) => topic(watcher, id)),
      watcher.listener,
    );
    return { ok: true, watching: watcher.notifications.size };
  }

  async watchAll(socket: StatusSocket): Promise<WatchAck> {
    const watcher = this.watchers.get(socket.id);
    if (!watcher || watcher.viewer.user_id !== undefined) return refuse('forbidden', 'watch_all needs an API key');
    watcher.everything = true;
    await this.bus?.listen([tenantTopic(watcher.viewer.tenant_id)], watcher.listener);
    return { ok: true, watching: watcher.notifications.size };
  }

  private begin(socket: StatusSocket): void {
    const viewer = socket.data.viewer as Viewer;
    this.watchers.set(socket.id, new Watcher(socket, viewer));
    if (viewer.until !== undefined) this.ends.set(socket.id, cutAt(socket, viewer.until));
    else
      this.rounds.add(socket.id, {
        socket,
        auth: socket.handshake.auth,
        from: addressOf(socket.handshake, this.proxies),
      });
  }

  private async admit(socket: StatusSocket): Promise<void> {
    const { auth } = socket.handshake;
    const from = addressOf(socket.handshake, this.proxies);
    const viewer = await this.viewers.identify(auth, from).catch(() => {
      throw new Error('unavailable');
    });
    if (!viewer) {
      const reason = refusedHere(auth);
      if (reason) this.refused.note(reason, from);
      throw new Error('unauthorized');
    }
    socket.data.viewer = viewer;
  }

  private async tellState(watcher: Watcher, notificationIds: readonly string[]): Promise<void> {
    const { tenant_id } = watcher.viewer;
    const keys = notificationIds.map((notification_id) => ({ tenant_id, notification_id }));
    const rows = Map.groupBy(await this.reader.deliveries(keys), keyOf);
    watcher.listener([...rows.values()].flatMap((own) => liveItems(own, () => [])));
  }

  /** News may have been lost on the way from other instances. */
  private async tellAgain(): Promise<void> {
    for (const watcher of this.watchers.values()) {
      const watched = [...watcher.notifications.keys()];
      for (let from = 0; from < watched.length; from += 500) {
        await this.tellState(watcher, watched.slice(from, from + 500)).catch((error: unknown) =>
          this.log.warn({ err: error }, 'state not told again'),
        );
      }
    }
  }
}

const topic = (watcher: Watcher, notification_id: string): string =>
  notificationTopic({ tenant_id: watcher.viewer.tenant_id, notification_id });
const topicsOf = (watcher: Watcher): string[] => [...watcher.notifications.keys()].map((id) => topic(watcher, id));
