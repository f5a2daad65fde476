import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';

export type Rudeness = 'garbage' | 'reset' | 'trickle' | 'redirect';

export interface RudeServer {
  readonly port: number;
  /** Requests that came, without those for a token. */
  readonly calls: number;
  stop(): Promise<void>;
}

const TOKEN = JSON.stringify({ access_token: 'ya29.x', expires_in: 3_599, token_type: 'Bearer' });

/** A provider that takes a request and then behaves as no protocol allows. It still hands out Google's tokens. */
export async function rudeServer(rudeness: Rudeness, identity?: { key: string; cert: string }): Promise<RudeServer> {
  const sockets = new Set<Socket>();
  let calls = 0;
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let read = '';
    socket.on('data', (part) => {
      read += part.toString('latin1');
      if (!isWhole(read)) return;
      const isToken = read.startsWith('POST /token');
      read = '';
      if (isToken) return void socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${TOKEN.length}\r\n\r\n${TOKEN}`);
      calls++;
      answers[rudeness](socket);
    });
  };
  const server = identity ? tls.createServer(identity, serve) : net.createServer(serve);
  return listening(server, sockets, () => calls);
}

/** A server of any protocol, whose connections end with it. */
export async function listening(
  server: net.Server,
  sockets: ReadonlySet<Socket>,
  calls: () => number,
): Promise<RudeServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get calls() {
      return calls();
    },
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

const answers: Record<Rudeness, (socket: Socket) => void> = {
  garbage: (socket) => socket.end('220 smtp.example.com ESMTP\r\n'),
  // Node can reset plain TCP only; a TLS connection is cut.
  reset: (socket) => ('encrypted' in socket ? socket.destroy() : socket.resetAndDestroy()),
  // Every byte keeps a time-out of silence from firing; only a limit to the whole call ends this.
  trickle: (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
    const timer = setInterval(() => socket.write('a'), 50);
    socket.on('close', () => clearInterval(timer));
  },
  redirect: (socket) =>
    socket.write('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/stolen\r\ncontent-length: 0\r\n\r\n'),
};

function isWhole(request: string): boolean {
  const end = request.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = Number(/content-length: (\d+)/i.exec(request)?.[1] ?? 0);
  return request.length - end - 4 >= length;
}
