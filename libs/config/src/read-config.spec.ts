import { z } from 'zod';
import {
  kafkaEnv,
  masterKeys,
  peerList,
  postgresEnv,
  proxiesEnv,
  readConfig,
  redisEnv,
  serviceEnv,
  vaultEnv,
} from './index.js';

const schema = z.object({ ...serviceEnv, ...postgresEnv, ...redisEnv, ...kafkaEnv, ...vaultEnv, PEERS: peerList });
const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const good = {
  PORT: '4000',
  DATABASE_URL: 'postgres://app:secret@127.0.0.1:5432/carillon',
  REDIS_URL: 'redis://127.0.0.1:6379',
  KAFKA_BROKERS: '127.0.0.1:9092, 127.0.0.1:9093',
  MASTER_KEYS: `k1:${key(1)},k0:${key(0)}`,
  PEERS: 'a:1,b:2',
};

describe('readConfig', () => {
  test('reads numbers, lists and keys, and fills in what is left out', () => {
    const config = readConfig(schema, { ...good, HOST: '', UNRELATED: 'x' });
    expect(config).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', TOPIC_PREFIX: '', LOG_LEVEL: 'info' });
    expect(config.KAFKA_BROKERS).toEqual(['127.0.0.1:9092', '127.0.0.1:9093']);
    expect(config.MASTER_KEYS.map(({ id }) => id)).toEqual(['k1', 'k0']);
    expect(config).not.toHaveProperty('UNRELATED');
  });

  test('is frozen all the way down', () => {
    const config = readConfig(schema, good);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.KAFKA_BROKERS)).toBe(true);
    expect(Object.isFrozen(config.MASTER_KEYS[0])).toBe(true);
  });

  test('names every wrong key at once', () => {
    const read = () => readConfig(schema, { ...good, PORT: 'x', REDIS_URL: undefined, PEERS: 'nowhere' });
    expect(read).toThrow(/PORT: must be a number.*REDIS_URL: is missing.*PEERS: must be host:port/);
  });

  test.each(Object.keys(good))('never shows what was in %s', (name) => {
    const value = 'S3CRET-value;://';
    try {
      readConfig(schema, { ...good, [name]: value });
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('S3CRET');
      expect(String(error)).toContain(name);
      return;
    }
    throw new Error(`${name} took nonsense`);
  });

  test('trusts no proxy unless it is told to, and ranges of addresses only', () => {
    const proxies = (TRUSTED_PROXIES?: string) => readConfig(z.object(proxiesEnv), { TRUSTED_PROXIES }).TRUSTED_PROXIES;
    expect(proxies()).toEqual([]);
    expect(proxies('')).toEqual([]);
    expect(proxies('10.0.0.0/8, ::1')).toEqual(['10.0.0.0/8', '::1']);
    expect(() => proxies('10.0.0.0/8, proxy.internal')).toThrow(/^(?!.*internal).*TRUSTED_PROXIES: must be addresses/);
    expect(() => proxies('true')).toThrow(/TRUSTED_PROXIES/);
  });

  test('a master key is 32 bytes and named once', () => {
    expect(masterKeys.safeParse(`k1:${Buffer.alloc(31).toString('base64')}`).success).toBe(false);
    expect(masterKeys.safeParse(`k1:${key(1)},k1:${key(2)}`).success).toBe(false);
    expect(masterKeys.safeParse(key(1)).success).toBe(false);
  });
});
