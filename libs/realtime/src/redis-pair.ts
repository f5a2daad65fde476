import { Redis } from 'ioredis';

const RECONNECT_MAX_MS = 1000;
const retryStrategy = (times: number): number => Math.min(50 * times, RECONNECT_MAX_MS);

/** The adapter awaits none of its commands: one that fails while Redis is away must not become an unhandled rejection. */
class UnawaitedRedis extends Redis {
  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    const result = super.sendCommand(...args);
    if (result instanceof Promise) result.catch(() => {});
    return result;
  }
}

export interface RedisPair {
  readonly pub: Redis;
  readonly sub: Redis;
  close(): void;
}

/**
 * What is published while Redis is away is lost, rather than kept in memory and told late: who is watching gets the state
 * again when Redis is back. The subscriptions come back by themselves.
 */
export function redisPair(url: string, name: string, onError: (error: Error) => void): RedisPair {
  const pub = new UnawaitedRedis(url, {
    connectionName: `${name}-pub`,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy,
  });
  const sub = new UnawaitedRedis(url, { connectionName: `${name}-sub`, maxRetriesPerRequest: null, retryStrategy });
  for (const connection of [pub, sub]) reportOnce(connection, onError);
  return {
    pub,
    sub,
    close: () => {
      pub.disconnect();
      sub.disconnect();
    },
  };
}

/** One word for an outage, however often it is tried again meanwhile. */
function reportOnce(connection: Redis, onError: (error: Error) => void): void {
  let away = false;
  connection.on('ready', () => (away = false));
  connection.on('error', (error: Error) => {
    if (!away) onError(error);
    away = true;
  });
}
