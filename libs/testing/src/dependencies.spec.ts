import { dependencies } from './dependencies.js';

describe('dependencies', () => {
  const env = { TEST_REDIS_URL: 'redis://127.0.0.1:1' };

  test('answers the addresses of what is real, and of nothing else', () => {
    expect(dependencies({ redis: 'real', postgres: 'fake' }, env)).toEqual({ redis: 'redis://127.0.0.1:1' });
  });

  test('says how to get what is missing', () => {
    expect(() => dependencies({ kafka: 'real' }, env)).toThrow(/real kafka.*npm test.*TEST_KAFKA_BROKERS/);
  });
});
