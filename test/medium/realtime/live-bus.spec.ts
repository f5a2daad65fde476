import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { Redis } from 'ioredis';
import { LiveBus, RealtimeAdapter, type PeerChannel } from '#libs/realtime';
import { dependencies, topicPrefix, until } from '#libs/testing';

interface News {
  readonly topic: string;
  readonly n: number;
}

const NAME = `test${process.pid}`;
const { redis: redisUrl } = dependencies({ redis: 'real' });

/** As a restart of Redis does, but only to the connections of these tests. */
async function breakConnections(): Promise<void> {
  const admin = new Redis(redisUrl);
  const clients = String(await admin.client('LIST')).split('\n');
  for (const client of clients.filter((line) => line.includes(` name=${NAME}-`))) {
    await admin.client('KILL', 'ID', /^id=(\d+)/.exec(client)?.[1] as string);
  }
  admin.disconnect();
}

/** What one instance of an app has: an HTTP server, socket.io over Redis, a bus. */
class Instance {
  readonly heard: News[] = [];
  gaps = 0;
  readonly listener = (items: readonly News[]) => void this.heard.push(...items);

  private constructor(
    private readonly http: HttpServer,
    private readonly adapter: RealtimeAdapter,
    private readonly server: ReturnType<RealtimeAdapter['createIOServer']>,
    readonly channel: PeerChannel & { serverSideEmit: jest.Mock },
    readonly bus: LiveBus<News>,
  ) {}

  static async start(keyPrefix: string, corsOrigins: string[] = []): Promise<Instance> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const adapter = new RealtimeAdapter(http, { redisUrl, name: NAME, keyPrefix, corsOrigins });
    const server = adapter.createIOServer(0);
    const namespace = server.of('/test');
    const emit = namespace.serverSideEmit.bind(namespace) as PeerChannel['serverSideEmit'];
    const published: string[] = [];
    const channel = {
      on: (event: string, listener: (...args: never[]) => void) => namespace.on(event as never, listener as never),
      serverSideEmit: (event: string, ...args: unknown[]) => {
        published.push(event);
        return emit(event, ...args);
      },
    };
    let onGap = () => {};
    const bus = new LiveBus<News>(channel, { topicsOf: (n) => [n.topic], onGap: () => onGap(), heartbeatMs: 200 });
    adapter.onReconnect(() => bus.reconnected());
    const instance = new Instance(http, adapter, server, { ...channel, published } as never, bus);
    onGap = () => void (instance.gaps += 1);
    return instance;
  }

  get published(): string[] {
    return (this.channel as unknown as { published: string[] }).published;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/test`;
  }

  async stop(): Promise<void> {
    this.bus.close();
    await this.adapter.close(this.server);
    await this.adapter.dispose();
  }
}

describe('the live bus', () => {
  let one: Instance;
  let two: Instance;
  beforeEach(async () => {
    const prefix = topicPrefix();
    [one, two] = await Promise.all([Instance.start(prefix), Instance.start(prefix)]);
  });
  afterEach(() => Promise.all([one.stop(), two.stop()]));
  const sure = () => until(() => !one.bus.active && !two.bus.active, { what: 'both to know that nobody listens' });

  it('brings news to the listeners of another instance from the moment they listen', async () => {
    await sure();
    for (let n = 0; n < 20; n++) {
      await two.bus.listen([`t${n}`], two.listener);
      one.bus.publish([{ topic: `t${n}`, n }]);
    }
    await until(() => two.heard.length === 20);
    expect(two.heard.map((h) => h.n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });

  it('publishes a group once, and nothing that nobody wants', async () => {
    await sure();
    await two.bus.listen(['a'], two.listener);
    const before = one.published.length;
    one.bus.publish([{ topic: 'b', n: 0 }]);
    one.bus.publish(Array.from({ length: 500 }, (_, n) => ({ topic: n % 2 ? 'a' : 'b', n })));
    await until(() => two.heard.length === 250);
    expect(one.published.slice(before).filter((event) => event === 'bus:items')).toHaveLength(1);
  });

  it('stops telling an instance whose listeners have gone', async () => {
    await sure();
    await two.bus.listen(['a'], two.listener);
    expect(one.bus.wants('a')).toBe(true);
    two.bus.forget(['a'], two.listener);
    await until(() => !one.bus.wants('a'));
  });

  it('goes on after the connections to Redis broke, and says that there was a gap', async () => {
    await sure();
    await two.bus.listen(['a'], two.listener);
    await breakConnections();
    await until(() => two.gaps > 0 && one.gaps > 0);
    await until(() => {
      one.bus.publish([{ topic: 'a', n: 7 }]);
      return two.heard.some((h) => h.n === 7);
    });
  });
});

describe('the realtime adapter', () => {
  const sockets: Socket[] = [];
  const connect = (url: string, options: object): Promise<string> => {
    const socket = io(url, { forceNew: true, reconnection: false, transports: ['websocket'], ...options });
    sockets.push(socket);
    return new Promise((resolve) => {
      socket.on('connect', () => resolve('connected'));
      socket.on('connect_error', (error) => resolve(error.message));
    });
  };
  afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));

  it('admits the origins that it was told, and what is no browser', async () => {
    const instance = await Instance.start(topicPrefix(), ['https://shop.example']);
    const from = (origin: string) => connect(instance.url, { extraHeaders: { origin } });
    await expect(from('https://shop.example')).resolves.toBe('connected');
    await expect(from('https://evil.example')).resolves.toBe('websocket error');
    await expect(connect(instance.url, {})).resolves.toBe('connected');
    await instance.stop();
  });

  it('takes WebSocket only, so that no balancer has to be sticky', async () => {
    const instance = await Instance.start(topicPrefix());
    await expect(connect(instance.url, { transports: ['polling'] })).resolves.toMatch(/error/);
    await instance.stop();
  });
});
