import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Redis } from 'ioredis';
import { connectRedis } from '#libs/cache';
import { createApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { RpcClient, rpcServer } from '#libs/rpc';
import { dependencies, freePort, testDatabase, until, type TestDatabase } from '#libs/testing';
import { migrations } from '../../../apps/preferences/src/migrations/index.js';
import type { PreferencesConfig } from '../../../apps/preferences/src/preferences.config.js';
import { PreferencesModule } from '../../../apps/preferences/src/preferences.module.js';
import { Resources } from '../../../apps/preferences/src/resources.js';

const { redis: redisUrl } = dependencies({ postgres: 'real', redis: 'real' });

/** The app on tables of its own, in this process, and a client of it. */
export class RunningPreferences {
  private constructor(
    readonly database: TestDatabase,
    readonly app: NestFastifyApplication,
    readonly resources: Resources,
    readonly rpc: RpcClient,
    readonly redis: Redis,
    /** Of its RPC. */
    readonly address: string,
  ) {}

  static async begin(over: Partial<PreferencesConfig> = {}): Promise<RunningPreferences> {
    const database = await testDatabase({ migrate: (url, schema) => migrate(url, schema, migrations) });
    const config: PreferencesConfig = {
      PORT: 0,
      HOST: '127.0.0.1',
      RPC_PORT: await freePort(),
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      TIME_FACTOR: 0.01,
      GATEWAY_RPC: ['127.0.0.1:1'],
      MASTER_KEYS: [{ id: 'k1', key: Buffer.alloc(32, 7) }],
      ...over,
    };
    const resources = Resources.open(config, database.schema);
    const app = await createApp(PreferencesModule.with(resources), config);
    app.connectMicroservice(rpcServer(config));
    resources.start();
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    const address = `127.0.0.1:${config.RPC_PORT}`;
    const rpc = new RpcClient({ addresses: [address], timeoutMs: 5_000 });
    const redis = connectRedis(config.REDIS_URL, { name: 'test' });
    await until(() => redis.ping());
    await until(() => resources.redis.ping());
    return new RunningPreferences(database, app, resources, rpc, redis, address);
  }

  async end(): Promise<void> {
    this.rpc.close();
    this.redis.disconnect();
    await this.app.close();
    await this.database.drop();
  }
}
