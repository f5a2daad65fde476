import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  NO_PREFERENCES,
  type Channel,
  type DispatchRecord,
  type Priority,
  type Profile,
  type Target,
  type UserKey,
} from '#libs/contracts';
import { deliveryModule, type DeliveryConfig, type Provider } from '#libs/delivery';
import { hashKey, uuidv7 } from '#libs/kernel';
import { Emitter, KafkaLanes } from '#libs/messaging';
import { testDatabase, testTenant, until, type TestDatabase } from '#libs/testing';
import { LocalKeys, Vault } from '#libs/vault';
import { makeTables } from '../delivery/tables.js';
import { peer, type Peer } from '../running/peer.js';
import { settings } from '../running/settings.js';

/** What is tried again asks first whether it is still wanted. Here everybody wants everything. */
@Controller()
class EverybodyWantsIt {
  @MessagePattern('preferences.lookup')
  lookup(@Payload() { items }: { items: UserKey[] }): Profile[] {
    return items.map((user) => ({ ...user, version: 1, devices: [], webhooks: [], preferences: NO_PREFERENCES }));
  }
}

/** A channel's app with real services, fed as the gateway feeds it. */
export class RunningChannelApp {
  readonly tenant = testTenant();

  private constructor(
    readonly channel: Channel,
    readonly database: TestDatabase,
    private readonly app: NestFastifyApplication,
    private readonly emitter: Emitter,
    private readonly preferences: Peer,
    private readonly vault: Vault,
  ) {}

  static async begin(channel: Channel, provider: Provider, testProvider?: Provider): Promise<RunningChannelApp> {
    const database = await testDatabase({ migrate: makeTables });
    const preferences = await peer(EverybodyWantsIt);
    const config: DeliveryConfig = {
      ...settings(),
      PORT: 0,
      RPC_PORT: 0,
      TIME_FACTOR: 0.02,
      CALL_TIMEOUT_MS: 5_000,
      PREFERENCES_RPC: [preferences.address],
      // Nothing is in doubt here, so that nobody is asked for proof.
      STATUS_RPC: ['127.0.0.1:1'],
    };
    const module = deliveryModule({ channel, app: channel, schema: database.schema, provider, testProvider, config });
    const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    app.connectMicroservice({ strategy: app.get(KafkaLanes) });
    await app.startAllMicroservices();
    await app.init();
    const emitter = new Emitter({ brokers: config.KAFKA_BROKERS, app: 'test', topicPrefix: config.TOPIC_PREFIX });
    emitter.start();
    await emitter.whenUp(AbortSignal.timeout(20_000));
    const vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    return new RunningChannelApp(channel, database, app, emitter, preferences, vault);
  }

  /** Asks for deliveries to these targets, as the gateway would. */
  async dispatch(
    targets: readonly Target[],
    priority: Priority,
    over: Partial<DispatchRecord> = {},
  ): Promise<DispatchRecord[]> {
    const records = targets.map((target) => ({ ...this.record(target, priority), ...over }));
    await this.emit(records, priority);
    return records;
  }

  async emit(records: readonly object[], priority: Priority): Promise<void> {
    const key = hashKey(this.tenant, 'user-1');
    const values = records.map((record) => ({ key, value: JSON.stringify(record) }));
    // A topic that was made a moment ago may have no leader yet. Coming twice is harmless: the ledger knows.
    await until(() => this.emitter.emit(`dispatch.${this.channel}.${priority}`, values).then(() => true));
  }

  /** How a delivery stands in the ledger: a provider's message id comes with its settlement. */
  async rowOf({ delivery_id }: DispatchRecord) {
    const sql = 'select state, attempt, claims, provider, provider_message_id from ledger where delivery_id = $1';
    const [row] = await this.database.query<{ state: number; attempt: number; claims: number }>(sql, [delivery_id]);
    return row;
  }

  async end(): Promise<void> {
    await this.app.close();
    await this.emitter.close();
    await this.preferences.close();
    await this.database.drop();
  }

  private record(target: Target, priority: Priority): DispatchRecord {
    return {
      v: 1,
      notification_id: uuidv7(),
      delivery_id: uuidv7(),
      tenant_id: this.tenant,
      user_id: 'user-1',
      notification_type: 'order_update',
      channel: this.channel,
      priority,
      attempt: 1,
      target: this.vault.seal(this.tenant, JSON.stringify(target)),
      content: this.vault.seal(this.tenant, JSON.stringify({ title: 'Your order', body: 'It is on its way.' })),
      preferences_version: 1,
      when_in_doubt: 'resend',
      timestamp: new Date().toISOString(),
    };
  }
}
