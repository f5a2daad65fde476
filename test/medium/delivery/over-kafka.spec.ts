/** Two instances of a channel app on real Kafka, Postgres and Redis. */
import { setTimeout as pause } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectRedis } from '#libs/cache';
import type { DispatchRecord } from '#libs/contracts';
import { deliveryModule, HealthBoard, type DeliveryConfig } from '#libs/delivery';
import { hashKey } from '#libs/kernel';
import { Emitter, ensureTopics, KafkaLanes } from '#libs/messaging';
import { dependencies, testDatabase, topicPrefix, until, type TestDatabase } from '#libs/testing';
import { ScriptedProvider } from './doubles.js';
import { aRecord } from './records.js';
import { makeTables } from './tables.js';

const { postgres, redis, kafka } = dependencies({ postgres: 'real', redis: 'real', kafka: 'real' });
const TOPICS = ['critical', 'high', 'medium', 'low'].map((priority) => `dispatch.email.${priority}`);

describe('two instances of a channel app', () => {
  const prefix = topicPrefix();
  const brokers = kafka.split(',');
  let database: TestDatabase;
  let emitter: Emitter;
  let provider: ScriptedProvider;
  let apps: NestFastifyApplication[];

  const config: DeliveryConfig = {
    PORT: 0,
    RPC_PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    DATABASE_URL: postgres,
    REDIS_URL: redis,
    KAFKA_BROKERS: brokers,
    KAFKA_SESSION_TIMEOUT_MS: 6_000,
    TOPIC_PREFIX: prefix,
    TIME_FACTOR: 0.02,
    MASTER_KEYS: [{ id: 'k1', key: Buffer.alloc(32, 7) }],
    CALL_TIMEOUT_MS: 5_000,
    PREFERENCES_RPC: ['127.0.0.1:1'],
    STATUS_RPC: ['127.0.0.1:1'],
  };
  const anInstance = async (): Promise<NestFastifyApplication> => {
    const module = deliveryModule({ channel: 'email', app: 'email', schema: database.schema, provider, config });
    const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    app.connectMicroservice({ strategy: app.get(KafkaLanes) });
    await app.startAllMicroservices();
    await app.init();
    return app;
  };
  const dispatch = async (records: DispatchRecord[]): Promise<void> => {
    const keyed = records.map((r, i) => ({ key: hashKey('acme', `user-${i}`), value: JSON.stringify(r) }));
    await emitter.emit('dispatch.email.medium', keyed);
  };
  const sharing = (app: NestFastifyApplication): boolean => {
    const lane = app
      .get(KafkaLanes)
      .state()
      .find((one) => one.topic === 'dispatch.email.medium');
    return lane !== undefined && lane.partitions.length > 0 && lane.partitions.length < 6;
  };

  beforeAll(async () => {
    database = await testDatabase({ migrate: makeTables });
    emitter = new Emitter({ brokers, app: 'test', topicPrefix: prefix });
    emitter.start();
    await emitter.whenUp(AbortSignal.timeout(20_000));
    await ensureTopics({ brokers, app: 'test', topicPrefix: prefix }, TOPICS);
    provider = new ScriptedProvider(undefined, 1, prefix);
    apps = [await anInstance(), await anInstance()];
    await until(() => apps.every(sharing), { timeoutMs: 40_000, what: 'both to have partitions' });
  }, 90_000);
  afterAll(async () => {
    for (const app of apps) await app.close();
    await emitter.close();
    await database.drop();
  }, 30_000);

  const settled = (records: DispatchRecord[]) =>
    until(
      async () => {
        const text = 'select count(*)::int as n from ledger where state = 10 and delivery_id = any($1)';
        const [row] = await database.query<{ n: number }>(text, [records.map((r) => r.delivery_id)]);
        return row?.n === records.length;
      },
      { timeoutMs: 30_000, what: 'all to be settled' },
    );

  test('share the work, and make one call for each delivery', async () => {
    const records = Array.from({ length: 400 }, () => aRecord());
    await dispatch(records);
    await settled(records);
    expect(new Set(provider.calls.map((c) => c.deliveryId)).size).toBe(400);
    expect(provider.calls).toHaveLength(400);
  }, 40_000);

  test('say how the account does that they send by', async () => {
    const connection = connectRedis(redis, { name: 'health' });
    const board = new HealthBoard({ channel: 'email', redis: connection });
    await until(async () => (await board.of([provider.name]))[0]?.state === 'closed', { timeoutMs: 10_000 });
    connection.disconnect();
  });

  test('one that is stopped in the middle finishes what it began, and the other does the rest: still one call each', async () => {
    provider.calls.length = 0;
    provider.answer = async () => {
      await pause(30);
      return { kind: 'sent' };
    };
    const records = Array.from({ length: 1_500 }, () => aRecord());
    await dispatch(records);
    await until(() => provider.calls.length > 100);
    await (apps.shift() as NestFastifyApplication).close();
    await settled(records);
    expect(new Set(provider.calls.map((c) => c.deliveryId)).size).toBe(1_500);
    expect(provider.calls).toHaveLength(1_500);
    expect(await database.query('select event from attempts')).toEqual([]);
  }, 60_000);
});
