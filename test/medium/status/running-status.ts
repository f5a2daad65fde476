import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Socket } from 'socket.io-client';
import { SCOPES, type ApiClient } from '#libs/contracts';
import { Emitter } from '#libs/messaging';
import { Resources } from '../../../apps/status/src/resources.js';
import { createStatusApp } from '../../../apps/status/src/status.app.js';
import type { StatusConfig } from '../../../apps/status/src/status.config.js';
import { Instances, type Instance, type Ports } from '../running/instances.js';
import { peer, type Peer } from '../running/peer.js';
import { GatewayOfRefusals } from '../running/refused-connections.js';
import { settings } from '../running/settings.js';
import { statusTables } from './status-schema.js';

export type { Instance };
export const TOKEN_SECRET = 'a secret of the tests, long enough';

/** Keys that open nothing any more. */
export const revoked = new Set<string>();

/** Knows one key for each tenant: `key-of-<tenant>`. */
@Controller()
class FakeGateway extends GatewayOfRefusals {
  @MessagePattern('gateway.authenticate')
  authenticate(@Payload() { items }: { items: { api_key: string }[] }): (ApiClient | null)[] {
    return items.map(({ api_key }) =>
      api_key.startsWith('key-of-') && !revoked.has(api_key)
        ? { client_id: 'c1', tenant_id: api_key.slice(7), name: 'test', key_id: 'k1', scopes: SCOPES }
        : null,
    );
  }
}

/** One platform's status app in any number of instances, with real services and a stand-in for the gateway. */
export class RunningStatus {
  readonly emitter: Emitter;
  private readonly instances = new Instances('/status', (ports) => this.create(ports));

  private constructor(
    private readonly config: Omit<StatusConfig, keyof Ports>,
    private readonly tables: Awaited<ReturnType<typeof statusTables>>,
    private readonly gateway: Peer,
  ) {
    this.emitter = new Emitter({ brokers: config.KAFKA_BROKERS, app: 'test', topicPrefix: config.TOPIC_PREFIX });
    this.emitter.start();
  }

  static async begin(over: Partial<StatusConfig> = {}): Promise<RunningStatus> {
    const gateway = await peer(FakeGateway);
    const config = {
      ...settings(),
      GATEWAY_RPC: [gateway.address],
      USER_TOKEN_SECRET: TOKEN_SECRET,
      CORS_ORIGINS: '',
      TRUSTED_PROXIES: [],
      RETENTION_DAYS: 90,
      ...over,
    };
    return new RunningStatus(config, await statusTables(), gateway);
  }

  instance(): Promise<Instance> {
    return this.instances.add();
  }

  connect(instance: Instance, auth: object): Socket {
    return this.instances.connect(instance, auth);
  }

  async end(): Promise<void> {
    await this.instances.end();
    await this.emitter.close();
    await this.gateway.close();
    await this.tables.drop();
    this.instances.mustHaveBeenAsDocumented();
  }

  private async create(ports: Ports) {
    const config = { ...this.config, ...ports };
    const resources = new Resources(config, this.tables.schema);
    await resources.start();
    return createStatusApp(config, resources);
  }
}
