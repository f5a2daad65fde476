import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { PeerUnavailableError, RpcClient, rpcServer } from '#libs/rpc';
import { dependencies, freePort, testDatabase, until, type TestDatabase } from '#libs/testing';
import { migrations } from '../../../apps/preferences/src/migrations/index.js';
import type { PreferencesConfig } from '../../../apps/preferences/src/preferences.config.js';
import { PreferencesModule } from '../../../apps/preferences/src/preferences.module.js';
import { Resources } from '../../../apps/preferences/src/resources.js';

/** apps/preferences as it is, for tests of who asks it. */
export class PreferencesApp {
  private constructor(
    private readonly rpc: RpcClient,
    readonly database: TestDatabase,
    private readonly app: NestFastifyApplication,
    /** Of its look-ups. */
    readonly address: string,
  ) {}

  static async begin(masterKeys: PreferencesConfig['MASTER_KEYS']): Promise<PreferencesApp> {
    const { redis } = dependencies({ postgres: 'real', redis: 'real' });
    const database = await testDatabase({ migrate: (url, schema) => migrate(url, schema, migrations) });
    const config: PreferencesConfig = {
      PORT: 0,
      HOST: '127.0.0.1',
      RPC_PORT: await freePort(),
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      REDIS_URL: redis,
      TIME_FACTOR: 0.01,
      GATEWAY_RPC: ['127.0.0.1:1'],
      MASTER_KEYS: masterKeys,
    };
    const resources = Resources.open(config, database.schema);
    const app = await createApp(PreferencesModule.with(resources), config);
    app.connectMicroservice(rpcServer(config));
    resources.start();
    await app.startAllMicroservices();
    await app.init();
    await until(() => resources.redis.ping());
    const address = `127.0.0.1:${config.RPC_PORT}`;
    return new PreferencesApp(new RpcClient({ addresses: [address], timeoutMs: 5_000 }), database, app, address);
  }

  /** For a gateway whose other neighbours are away. */
  get peer(): Pick<RpcClient, 'call' | 'close'> {
    const call: RpcClient['call'] = (pattern, payload) =>
      pattern.startsWith('preferences.') || pattern.startsWith('suppressions.')
        ? this.rpc.call(pattern, payload)
        : Promise.reject(new PeerUnavailableError(pattern));
    return { call, close: () => {} };
  }

  async end(): Promise<void> {
    this.rpc.close();
    await this.app.close();
    await this.database.drop();
  }
}
