import { Inject, type OnApplicationShutdown } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import { LiveSessions, type Answer } from './live-sessions.js';

/**
 * Namespace `/status`. Handshake `auth: {api_key}` or `{token}`; `watch {notification_ids}` and `watch_all` are answered
 * by an ack, and what is watched comes as `status` events, the present state first.
 */
@WebSocketGateway({ namespace: '/status' })
export class StatusGateway implements OnGatewayInit<Namespace>, OnGatewayDisconnect<Socket>, OnApplicationShutdown {
  constructor(@Inject(LiveSessions) private readonly sessions: LiveSessions) {}

  afterInit(namespace: Namespace): void {
    this.sessions.open(namespace);
  }

  handleDisconnect(socket: Socket): void {
    this.sessions.end(socket);
  }

  onApplicationShutdown(): void {
    this.sessions.close();
  }

  @SubscribeMessage('watch')
  watch(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Promise<Answer> {
    return this.sessions.watch(socket, body);
  }

  @SubscribeMessage('unwatch')
  unwatch(@ConnectedSocket() socket: Socket, @MessageBody() body: unknown): Answer {
    return this.sessions.unwatch(socket, body);
  }

  @SubscribeMessage('watch_all')
  watchAll(@ConnectedSocket() socket: Socket): Promise<Answer> {
    return this.sessions.watchAll(socket);
  }
}
