import { createServer, type AddressInfo } from 'node:net';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, type MicroserviceOptions } from '@nestjs/microservices';
import { io, type Socket } from 'socket.io-client';
import type { ApiClient } from '#libs/contracts';
import { Emitter } from '#libs/messaging';
import { RpcClient, rpcServer } from '#libs/rpc';
import { dependencies, topicPrefix } from '#libs/testing';
import { Resources } from '../../../apps/status/src/resources.js';
import { createStatusApp } from '../../../apps/status/src/status.app.js';
import type { StatusConfig } from '../../../apps/status/src/status.config.js';
import { statusTables } from './status-schema.js';

export const TOKEN_SECRET = 'a secret of the tests, long enough';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Knows one key for each tenant: `key-of-<tenant>`. */
@Controller()
class FakeGateway {
  @MessagePattern('gateway.authenticate')
  authenticate(@Payload() { items }: { items: { api_key: string }[] }): (ApiClient | null)[] {
    return items.map(({ api_key }) =>
      api_key.startsWith('key-of-') ? { client_id: 'c1', tenant_id: api_key.slice(7), name: 'test' } : null,
    );
  }
}

@Module({ controllers: [FakeGateway] })
class FakeGatewayModule {}

export interface Instance {
  readonly url: string;
  readonly rpc: RpcClient;
  stop(): Promise<void>;
}

/** One platform's status app in any number of instances, with real services and a stand-in for the gateway. */
export class RunningStatus {
  readonly emitter: Emitter;
  private readonly instances: Instance[] = [];
  private readonly sockets: Socket[] = [];

  private constructor(
    private readonly config: Omit<StatusConfig, 'PORT' | 'RPC_PORT'>,
    private readonly tables: Awaited<ReturnType<typeof statusTables>>,
    private readonly gateway: INestMicroservice,
  ) {
    this.emitter = new Emitter({ brokers: config.KAFKA_BROKERS, app: 'test', topicPrefix: config.TOPIC_PREFIX });
    this.emitter.start();
  }

  static async begin(over: Partial<StatusConfig> = {}): Promise<RunningStatus> {
    const { postgres, redis, kafka } = dependencies({ postgres: 'real', redis: 'real', kafka: 'real' });
    const port = await freePort();
    const options = rpcServer({ HOST: '127.0.0.1', RPC_PORT: port });
    const gateway = await NestFactory.createMicroservice<MicroserviceOptions>(FakeGatewayModule, {
      ...options,
      logger: false,
    } as unknown as MicroserviceOptions);
    await gateway.listen();
    const config = {
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent' as const,
      DATABASE_URL: postgres,
      REDIS_URL: redis,
      KAFKA_BROKERS: kafka.split(','),
      KAFKA_SESSION_TIMEOUT_MS: 6_000,
      TOPIC_PREFIX: topicPrefix(),
      MASTER_KEYS: [{ id: 'k1', key: Buffer.alloc(32, 1) }],
      GATEWAY_RPC: [`127.0.0.1:${port}`],
      USER_TOKEN_SECRET: TOKEN_SECRET,
      CORS_ORIGINS: '',
      RETENTION_DAYS: 90,
      ...over,
    };
    return new RunningStatus(config, await statusTables(), gateway);
  }

  async instance(): Promise<Instance> {
    const config = { ...this.config, PORT: await freePort(), RPC_PORT: await freePort() };
    const resources = new Resources(config, this.tables.schema);
    await resources.start();
    const app = await createStatusApp(config, resources);
    await app.startAllMicroservices();
    await app.listen(config.PORT, config.HOST);
    const rpc = new RpcClient({ addresses: [`127.0.0.1:${config.RPC_PORT}`] });
    const stop = async () => {
      rpc.close();
      await app.close();
    };
    const instance = { url: `http://127.0.0.1:${config.PORT}`, rpc, stop };
    this.instances.push(instance);
    return instance;
  }

  connect(instance: Instance, auth: object): Socket {
    const socket = io(`${instance.url}/status`, { auth, transports: ['websocket'], forceNew: true });
    this.sockets.push(socket);
    return socket;
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.disconnect();
    await Promise.all(this.instances.map((instance) => instance.stop()));
    await this.emitter.close();
    await this.gateway.close();
    await this.tables.drop();
  }
}
