import type { Socket } from 'socket.io-client';
import { issueUserToken } from '#libs/auth';
import { dispatchTopic, type Content, type DispatchRecord, type Priority, type StatusEvent } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { Emitter, KafkaLanes, type LaneBatch } from '#libs/messaging';
import { migrate } from '#libs/persistence';
import { freePort, testDatabase, type TestDatabase } from '#libs/testing';
import { LocalKeys, Vault } from '#libs/vault';
import { createInAppApp } from '../../../apps/in-app/src/in-app.app.js';
import type { InAppConfig } from '../../../apps/in-app/src/in-app.config.js';
import { migrations } from '../../../apps/in-app/src/migrations/index.js';
import { Resources } from '../../../apps/in-app/src/resources.js';
import { Instances, type Instance, type Ports } from '../running/instances.js';
import { peer, type Peer } from '../running/peer.js';
import { GatewayOfRefusals } from '../running/refused-connections.js';
import { settings } from '../running/settings.js';

export type { Instance };

export const TOKEN_SECRET = 'a secret of the tests, long enough';

export interface Recipient {
  readonly tenant_id: string;
  readonly user_id: string;
}

/** The in-app app in any number of instances on real services; what it tells the status app is kept. */
export class RunningInApp {
  readonly events: StatusEvent[] = [];
  private readonly emitter: Emitter;
  private readonly vault: Vault;
  private readonly listener: KafkaLanes;
  private readonly instances = new Instances('/inbox', (ports) => this.create(ports));

  private constructor(
    private readonly config: Omit<InAppConfig, keyof Ports>,
    private readonly tables: TestDatabase,
    private readonly gateway: Peer,
  ) {
    const kafka = { brokers: config.KAFKA_BROKERS, app: 'test', topicPrefix: config.TOPIC_PREFIX };
    this.emitter = new Emitter(kafka);
    this.emitter.start();
    this.vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    this.listener = new KafkaLanes(kafka);
    const keep = (batch: LaneBatch) => {
      this.events.push(...batch.records.map((r) => JSON.parse(r.value) as StatusEvent));
      batch.allDone();
      return Promise.resolve();
    };
    for (const topic of ['status', 'status.critical']) this.listener.addHandler(topic, keep as never, true);
    this.listener.listen(() => {});
  }

  static async begin(): Promise<RunningInApp> {
    const gateway = await peer(GatewayOfRefusals);
    const nobody = `127.0.0.1:${await freePort()}`;
    const config: Omit<InAppConfig, keyof Ports> = {
      ...settings(),
      TIME_FACTOR: 1,
      CALL_TIMEOUT_MS: 10_000,
      PREFERENCES_RPC: [nobody],
      STATUS_RPC: [nobody],
      GATEWAY_RPC: [gateway.address],
      TRUSTED_PROXIES: [],
      USER_TOKEN_SECRET: TOKEN_SECRET,
      CORS_ORIGINS: '',
      RETENTION_DAYS: 90,
    };
    const tables = await testDatabase({ migrate: (url, schema) => migrate(url, schema, migrations) });
    return new RunningInApp(config, tables, gateway);
  }

  instance(): Promise<Instance> {
    return this.instances.add();
  }

  connect(instance: Instance, recipient: Recipient): Socket {
    const { token } = issueUserToken(TOKEN_SECRET, recipient, 60);
    return this.connectWith(instance, { token });
  }

  connectWith(instance: Instance, auth: object): Socket {
    return this.instances.connect(instance, auth);
  }

  /** Sends one message as the gateway would; answers its ids. */
  async send(
    to: Recipient,
    content: Content,
    priority: Priority = 'medium',
    over: Partial<DispatchRecord> = {},
  ): Promise<DispatchRecord> {
    const seal = (value: unknown) => this.vault.seal(to.tenant_id, JSON.stringify(value));
    const record: DispatchRecord = {
      v: 1,
      notification_id: uuidv7(),
      delivery_id: uuidv7(),
      ...to,
      notification_type: 'order_update',
      channel: 'in_app',
      priority,
      attempt: 1,
      target: seal({ channel: 'in_app', user_id: to.user_id }),
      content: seal(content),
      preferences_version: 1,
      when_in_doubt: 'resend',
      timestamp: new Date().toISOString(),
      ...over,
    };
    await this.emitter.emit(dispatchTopic('in_app', priority), [{ key: 'k', value: JSON.stringify(record) }]);
    return record;
  }

  async end(): Promise<void> {
    await this.instances.end();
    await this.listener.close();
    await this.emitter.close();
    await this.gateway.close();
    await this.tables.drop();
    this.instances.mustHaveBeenAsDocumented();
  }

  private async create(ports: Ports) {
    const config = { ...this.config, ...ports };
    const resources = new Resources(config, this.tables.schema);
    await resources.start();
    return createInAppApp(config, resources, this.tables.schema);
  }
}
