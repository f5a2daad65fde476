import type { Server as HttpServer } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-adapter';
import { redisPair, type RedisPair } from './redis-pair.js';

export interface RealtimeOptions {
  readonly redisUrl: string;
  /** The app's name; instances of one app talk to each other. */
  readonly name: string;
  /** Keeps platforms apart that share one Redis. */
  readonly keyPrefix?: string;
  /** Origins that a browser may connect from; '*' for all. None: only what is no browser. */
  readonly corsOrigins: readonly string[];
  readonly onError?: (error: Error) => void;
}

// Nest brings a socket.io of its own.
type Server = ReturnType<IoAdapter['createIOServer']>;
type ServerOptions = NonNullable<Parameters<IoAdapter['createIOServer']>[1]>;

/** Bytes of one message of a client: they send ids and little else. */
const MESSAGE_LIMIT = 256 * 1024;
/** How long an answer of the other instances may take. */
const PEER_TIMEOUT_MS = 1_000;

/**
 * socket.io for a Nest app, with Redis between the app's instances. WebSocket is the only transport: a long-polling
 * session would need all its requests at one instance, so that the balancer would have to be sticky.
 */
export class RealtimeAdapter extends IoAdapter {
  private readonly redis: RedisPair;

  constructor(
    appOrHttpServer: INestApplicationContext | HttpServer,
    private readonly options: RealtimeOptions,
  ) {
    super(appOrHttpServer);
    this.redis = redisPair(options.redisUrl, options.name, options.onError ?? (() => {}));
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { keyPrefix = '', name, corsOrigins } = this.options;
    return super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      allowEIO3: false,
      perMessageDeflate: false,
      maxHttpBufferSize: MESSAGE_LIMIT,
      allowRequest: (request, decide) => decide(null, originAllowed(request.headers.origin, corsOrigins)),
      adapter: createAdapter(this.redis.pub, this.redis.sub, {
        key: `${keyPrefix}live-${name}`,
        requestsTimeout: PEER_TIMEOUT_MS,
      }),
    } as ServerOptions);
  }

  /** Calls back whenever the connection to the other instances is back: what they said meanwhile is lost. */
  onReconnect(callback: () => void): void {
    let first = this.redis.sub.status !== 'ready';
    this.redis.sub.on('ready', () => {
      if (!first) callback();
      first = false;
    });
  }

  override async dispose(): Promise<void> {
    await super.dispose();
    this.redis.close();
  }
}

/** A WebSocket is not subject to CORS: the server itself must look at the origin. */
const originAllowed = (origin: string | undefined, allowed: readonly string[]): boolean =>
  origin === undefined || allowed.includes('*') || allowed.includes(origin);
