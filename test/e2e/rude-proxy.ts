import { once } from 'node:events';
import net from 'node:net';

/** Between a client and the gateway: lets requests through, and cuts the connection when an answer has begun to come back. */
export class RudeProxy {
  answersCut = 0;
  private toCut = 0;
  private readonly sockets = new Set<net.Socket>();

  private constructor(
    private readonly server: net.Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<RudeProxy> {
    const { hostname, port } = new URL(target);
    const server = net.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new RudeProxy(server, `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
    server.on('connection', (near) => proxy.join(near, net.connect(Number(port), hostname)));
    return proxy;
  }

  /** So many of the next answers. */
  cutNext(count: number): void {
    this.toCut = count;
    this.answersCut = 0;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private join(near: net.Socket, far: net.Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (part: Buffer) => {
      if (this.toCut === 0) return void near.write(part);
      this.toCut -= 1;
      this.answersCut += 1;
      near.write(part.subarray(0, 30), () => near.destroy());
    });
  }
}
