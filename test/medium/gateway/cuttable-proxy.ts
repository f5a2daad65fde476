import { once } from 'node:events';
import net from 'node:net';

/** A way to Postgres or Redis that can be cut or frozen, so that a test need not stop the server under others. */
export class CuttableProxy {
  private readonly sockets = new Set<net.Socket>();
  private isCut = false;
  private isFrozen = false;
  /** Bytes that came back through it. */
  passed = 0;

  private constructor(
    private readonly server: net.Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<CuttableProxy> {
    const url = new URL(target);
    const { hostname, port } = url;
    const server = net.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as net.AddressInfo).port);
    const proxy = new CuttableProxy(server, url.href);
    server.on('connection', (near) => proxy.join(near, net.connect(Number(port), hostname)));
    return proxy;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  /** Connections stand and take what is sent, but nothing passes. */
  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Connections stand, and nothing passes until it is let go: then all of it. */
  hold(): void {
    for (const socket of this.sockets) socket.pause();
  }

  letGo(): void {
    for (const socket of this.sockets) socket.resume();
  }

  /** What was frozen is lost; new connections work. */
  thaw(): void {
    this.isFrozen = false;
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(near: net.Socket, far: net.Socket): void {
    far.on('data', (data) => (this.passed += data.length));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
      if (!this.isFrozen) one.pipe(other);
    }
    if (this.isCut) near.destroy();
  }
}
