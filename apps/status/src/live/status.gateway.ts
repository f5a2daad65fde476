import { Inject, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { WatchAck } from '#libs/contracts';
import { LiveSessions, type StatusNamespace, type StatusSocket } from './live-sessions.js';

/**
 * Namespace `/status`. Handshake `auth: {api_key}` or `{token}`; `watch {notification_ids}` and `watch_all` are answered
 * by an ack, and what is watched comes as `status` events, the present state first.
 */
@WebSocketGateway({ namespace: '/status' })
export class StatusGateway
  implements OnGatewayInit<StatusNamespace>, OnGatewayDisconnect<StatusSocket>, BeforeApplicationShutdown
{
  constructor(@Inject(LiveSessions) private readonly sessions: LiveSessions) {}

  afterInit(namespace: StatusNamespace): void {
    this.sessions.open(namespace);
  }

  handleDisconnect(socket: StatusSocket): void {
    this.sessions.end(socket);
  }

  /** While the other instances can still be told. */
  beforeApplicationShutdown(): Promise<void> {
    return this.sessions.close();
  }

  @SubscribeMessage('watch')
  watch(@ConnectedSocket() socket: StatusSocket, @MessageBody() body: unknown): Promise<WatchAck> {
    return this.sessions.watch(socket, body);
  }

  @SubscribeMessage('unwatch')
  unwatch(@ConnectedSocket() socket: StatusSocket, @MessageBody() body: unknown): WatchAck {
    return this.sessions.unwatch(socket, body);
  }

  @SubscribeMessage('watch_all')
  watchAll(@ConnectedSocket() socket: StatusSocket): Promise<WatchAck> {
    return this.sessions.watchAll(socket);
  }
}
