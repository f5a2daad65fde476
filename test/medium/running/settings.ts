import { dependencies, topicPrefix } from '#libs/testing';

/** What every app's configuration has, for one that runs in the test's own process on real services. */
export function settings() {
  const { postgres, redis, kafka } = dependencies({ postgres: 'real', redis: 'real', kafka: 'real' });
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent' as const,
    DATABASE_URL: postgres,
    REDIS_URL: redis,
    KAFKA_BROKERS: kafka.split(','),
    KAFKA_SESSION_TIMEOUT_MS: 6_000,
    TOPIC_PREFIX: topicPrefix(),
    MASTER_KEYS: [{ id: 'k1', key: Buffer.alloc(32, 1) }],
  };
}
