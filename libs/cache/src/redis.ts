import { Redis } from 'ioredis';

export interface RedisOptions {
  /** Shown in CLIENT LIST. */
  readonly name: string;
  /** A command that takes longer fails; 500 ms. */
  readonly commandTimeoutMs?: number;
  readonly onError?: (error: Error) => void;
}

const RECONNECT_MAX_MS = 1000;

/**
 * A connection that fails fast: while Redis is away commands are refused at once instead of queueing, so that the
 * request that asked can go on without. It reconnects by itself, within a second of Redis's return.
 */
export function connectRedis(url: string, { name, commandTimeoutMs = 500, onError }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 2000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(50 * times, RECONNECT_MAX_MS),
  });
  redis.on('error', (error: Error) => onError?.(error));
  return redis;
}
