import net from 'node:net';

/** Stands between a client and its server, and can break what is under way. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [net.Socket, net.Socket]>();
  private dropping = false;

  private constructor(
    private readonly server: net.Server,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async to(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url.includes('://') ? url : `tcp://${url}`);
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, { host: hostname, port: Number(port) });
  }

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  url(original: string): string {
    const url = new URL(original);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  /** What is sent still arrives; the first answer breaks the connection instead. Later connections are whole again. */
  dropAnswers(): void {
    this.dropping = true;
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) pair.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: net.Socket): void {
    const server = net.connect(this.target);
    const pair = [client, server] as const;
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      pair.forEach((socket) => socket.destroy());
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => {
      if (!this.dropping) return void client.write(bytes);
      this.dropping = false;
      end();
    });
  }
}
