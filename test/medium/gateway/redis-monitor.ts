/**
 * Every command that a Redis server runs, as it tells of them. On a socket of its own: the client's own `monitor()`
 * fails where the first command arrives together with the answer that it now listens.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '#libs/testing';

export interface Monitored {
  /** An address, or `lua` for what a script runs. */
  readonly by: string;
  /** As Redis writes it: every word in quotes. */
  readonly command: string;
}

export class RedisMonitor {
  private text = '';

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (chunk) => (this.text += String(chunk)));
  }

  static async begin(url: string): Promise<RedisMonitor> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port || 6379), hostname);
    await once(socket, 'connect');
    const monitor = new RedisMonitor(socket);
    socket.write('MONITOR\r\n');
    await until(() => monitor.text.startsWith('+OK\r\n'));
    return monitor;
  }

  /** All until now: a last command, sent by another connection, closes what was seen. */
  async end(): Promise<Monitored[]> {
    const last = randomUUID();
    const other = connect(this.socket.remotePort as number, this.socket.remoteAddress);
    other.end(`ECHO ${last}\r\n`);
    await until(() => this.text.includes(last));
    other.destroy();
    this.socket.destroy();
    return this.text.split('\r\n').flatMap((line) => {
      const [, by, command] = /^\+[\d.]+ \[\d+ ([^\]]+)\] (.*)$/s.exec(line) ?? [];
      return by && command ? [{ by, command }] : [];
    });
  }
}
