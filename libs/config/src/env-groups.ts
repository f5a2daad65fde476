/**
 * The environment in pieces. An app's schema spreads the ones it needs:
 * `z.object({ ...serviceEnv, ...postgresEnv, SENDGRID_URL: z.url() })`.
 */
import { z } from 'zod';
import { isAddressRange } from '#libs/network';

export interface MasterKey {
  id: string;
  key: Buffer;
}

const port = z.coerce.number().int().min(0).max(65_535);
const hostPort = /^(\[[0-9a-f:]+\]|[^\s:,]+):\d{1,5}$/i;

const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `host:port,host:port` → ['host:port', …] */
export const addressList = z
  .string()
  .transform(list)
  .refine((parts) => parts.length > 0 && parts.every((part) => hostPort.test(part)), 'must be host:port[,host:port…]');

/** The RPC addresses of another app's instances. */
export const peerList = addressList.meta({ title: 'RPC addresses' });

/** `k1:<base64 of 32 bytes>[,k0:…]`: the first seals, all open. */
export const masterKeys = z
  .string()
  .transform((text) => list(text).map(readMasterKey))
  .refine(
    (keys) => keys.length > 0 && keys.every(({ id, key }) => /^[a-z0-9]{1,16}$/.test(id) && key.length === 32),
    'must be name:base64[,name:base64…], names of a–z and 0–9, each key 32 bytes',
  )
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must not name a key twice');

function readMasterKey(text: string): MasterKey {
  const colon = text.indexOf(':');
  return { id: text.slice(0, Math.max(colon, 0)), key: Buffer.from(text.slice(colon + 1), 'base64') };
}

/** Behind what X-Forwarded-For is believed: addresses and ranges of our own proxies. None: it is not. */
export const proxiesEnv = {
  TRUSTED_PROXIES: z
    .string()
    .transform(list)
    .refine((ranges) => ranges.every(isAddressRange), 'must be addresses or ranges: 10.0.0.0/8[,2001:db8::/32…]')
    .default([]),
};

export const serviceEnv = {
  PORT: port,
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
};

export const rpcEnv = { RPC_PORT: port };

export const postgresEnv = { DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }) };

export const redisEnv = { REDIS_URL: z.url({ protocol: /^rediss?$/ }) };

export const kafkaEnv = {
  KAFKA_BROKERS: addressList,
  TOPIC_PREFIX: z.string().default(''),
  KAFKA_SESSION_TIMEOUT_MS: z.coerce.number().int().min(1_000).default(6_000),
};

/** Multiplies retry delays, holds and the slack of leases: 0.1 is ten times faster. */
export const timeEnv = { TIME_FACTOR: z.coerce.number().positive().max(1_000).default(1) };

export const vaultEnv = { MASTER_KEYS: masterKeys };

/** For one provider: how long a call may take, and how many may be under way at once in one lane. */
export const callEnv = {
  CALL_TIMEOUT_MS: z.coerce.number().int().positive().default(10_000),
  LANE_SLOTS: z.coerce.number().int().positive().optional(),
};
