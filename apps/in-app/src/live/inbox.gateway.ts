import { Inject, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { ReadAck } from '#libs/contracts';
import { InboxSessions, type InboxNamespace, type InboxSocket, type ListAnswer } from './inbox-sessions.js';

/**
 * Namespace `/inbox`. Handshake `auth: {token}` of an end user. Events: `item` (one, whenever it comes; the newest at the
 * connection), `unread {unread}`, `read [{id, read_at}]` (also when another device reads). Messages, each with an ack:
 * `read {id | ids}`, `read_all`, `list {limit, cursor, unread_only}`.
 */
@WebSocketGateway({ namespace: '/inbox' })
export class InboxGateway
  implements OnGatewayInit<InboxNamespace>, OnGatewayDisconnect<InboxSocket>, BeforeApplicationShutdown
{
  constructor(@Inject(InboxSessions) private readonly sessions: InboxSessions) {}

  afterInit(namespace: InboxNamespace): void {
    this.sessions.open(namespace);
  }

  handleDisconnect(socket: InboxSocket): void {
    this.sessions.end(socket);
  }

  /** While the other instances can still be told. */
  beforeApplicationShutdown(): Promise<void> {
    return this.sessions.close();
  }

  @SubscribeMessage('read')
  read(@ConnectedSocket() socket: InboxSocket, @MessageBody() body: unknown): Promise<ReadAck> {
    return this.sessions.read(socket, body);
  }

  @SubscribeMessage('read_all')
  readAll(@ConnectedSocket() socket: InboxSocket): Promise<ReadAck> {
    return this.sessions.readAll(socket);
  }

  @SubscribeMessage('list')
  list(@ConnectedSocket() socket: InboxSocket, @MessageBody() body: unknown): Promise<ListAnswer> {
    return this.sessions.list(socket, body);
  }
}
