import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newApiKey } from '#libs/auth';
import { TYPES_AT_THE_START } from '#libs/contracts';
import { Database, migrate } from '#libs/persistence';
import { dependencies, testDatabase, testTenant, type TestDatabase } from '#libs/testing';
import { UnsubscribeTokens } from '#libs/unsubscribe';
import { adminKey } from '../../../apps/gateway/src/api-keys/admin-key.js';
import { insertTenant } from '../../../apps/gateway/src/access/tenants.statements.js';
import { insertApiKey } from '../../../apps/gateway/src/api-keys/api-keys.statements.js';
import { createGateway } from '../../../apps/gateway/src/create-gateway.js';
import type { GatewayConfig } from '../../../apps/gateway/src/gateway.config.js';
import { MIGRATIONS } from '../../../apps/gateway/src/migrations/index.js';
import { insertType } from '../../../apps/gateway/src/notification-types/notification-types.statements.js';
import type { StandIns } from '../../../apps/gateway/src/intake-connections.js';
import { Resources } from '../../../apps/gateway/src/resources.js';
import type { StuckDeliveries } from '../contracts/stuck-deliveries.js';
import { FakeKafka } from './fake-kafka.js';
import { FakePeers } from './fake-peers.js';
import { SnsForTests } from './signed-callbacks.js';

const { postgres, redis } = dependencies({ postgres: 'real', redis: 'real', kafka: 'fake' });

export const TWILIO_TOKEN = 'the token of the tests';
export const VONAGE_SECRET = 'the secret of the tests';
export const META_SECRET = 'the app secret of the tests';
export const VERIFY_TOKEN = 'a word of your own';
/** Of all gateways of a test file. */
export const SNS = new SnsForTests();
export const SES_TOPIC = 'arn:aws:sns:eu-west-1:000000000000:ses';
export const PUBLIC_URL = 'https://api.example.com';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** A list whose first items may be named without asking whether they are there: a test that is wrong fails. */
type Listed<T> = readonly [T, T, T, T, T, ...T[]];

/** All that the tests look at of any answer; which of it is there is what they are about. */
interface AnswerBody {
  readonly id: string;
  readonly status: string;
  readonly code: string;
  readonly detail: string;
  readonly token: string;
  readonly key: string;
  readonly test: boolean;
  readonly errors: Listed<{ readonly pointer: string; readonly detail: string }>;
  readonly deliveries: Listed<{ readonly id: string; readonly channel: string; readonly status: string }>;
  readonly results: Listed<{
    readonly index: number;
    readonly status: number;
    readonly id: string;
    readonly test?: boolean;
    readonly problem: AnswerBody;
  }>;
  readonly items: readonly object[];
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Record<string, object> | undefined>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Ask {
  readonly body?: unknown;
  readonly text?: string;
  readonly key?: string;
  readonly headers?: Record<string, string>;
}

/** One gateway, or several over the same tables, with what is around them faked or real. */
export class RunningGateway {
  readonly kafka = new FakeKafka();
  readonly peers = new FakePeers();
  readonly tenant = testTenant();
  readonly apiKey = newApiKey();
  /** With whoever runs the apps of channels beside it. */
  stuck!: StuckDeliveries;
  readonly sendgridKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly apps: { app: NestFastifyApplication; resources: Resources; url: string }[] = [];

  private constructor(readonly database: TestDatabase) {}

  static async begin(stand: StandIns = {}, over: Partial<GatewayConfig> = {}): Promise<RunningGateway> {
    const database = await testDatabase({ migrate: (url, schema) => migrate(url, schema, MIGRATIONS) });
    const running = new RunningGateway(database);
    await running.storeTenant(running.tenant, running.apiKey);
    await running.another(stand, over);
    return running;
  }

  /** A part of the gateway that is reached by another way than HTTP. */
  get<T>(type: Type<T>, instance = 0): T {
    return this.apps[instance]!.app.get(type);
  }

  /** Newest first. */
  keysOf(tenant: string): Promise<{ key_id: string }[]> {
    return this.database.query('select key_id from api_keys where tenant_id = $1 order by key_id desc', [tenant]);
  }

  get unsubscribeTokens(): UnsubscribeTokens {
    return this.get(UnsubscribeTokens);
  }

  resourcesOf(instance = 0): Resources {
    return this.apps[instance]!.resources;
  }

  addressOf(instance = 0): string {
    return this.apps[instance]!.url;
  }

  async another(stand: StandIns = {}, over: Partial<GatewayConfig> = {}): Promise<number> {
    const { kafka: emitter, peers: peer, database } = this;
    const config = { ...settings(this.sendgridKeys.publicKey), ...over };
    const resources = new Resources(config, {
      schema: database.schema,
      emitter,
      peer,
      leaseMs: 500,
      sweepMs: 1_000,
      fetchText: SNS.fetchText,
      ...stand,
    });
    const app = await createGateway(resources);
    if (config.RPC_PORT > 0) await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    return this.apps.push({ app, resources, url: await app.getUrl() }) - 1;
  }

  async storeTenant(tenant: string, key: string): Promise<void> {
    const db = Database.connect(postgres, { schema: this.database.schema, name: 'test', max: 1 });
    await db.batch([
      insertTenant(tenant, tenant),
      insertApiKey(adminKey(tenant, 'test', key)),
      ...TYPES_AT_THE_START.map((type) => insertType(tenant, type)),
    ]);
    await db.close();
  }

  async ask(
    method: string,
    path: string,
    { body, text, key = this.apiKey, headers = {} }: Ask = {},
    instance = 0,
  ): Promise<Answer> {
    const answer = await fetch(this.apps[instance]!.url + path, {
      method,
      headers: {
        ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined && text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: text ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    return asAnswer(answer);
  }

  send(over: object = {}, headers: Record<string, string> = {}, instance = 0): Promise<Answer> {
    return this.ask('POST', '/v1/notifications', { body: aRequest(over), headers }, instance);
  }

  async count(table: string): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return row!.n;
  }

  /** The one that began last. */
  async endLast(): Promise<void> {
    await this.apps.pop()?.app.close();
  }

  async end(): Promise<void> {
    for (const { app } of this.apps) await app.close();
    await this.database.drop();
    expect([...this.kafka.undocumented]).toEqual([]);
  }
}

export async function asAnswer(response: Response): Promise<Answer> {
  const raw = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(raw) : { detail: raw }) as AnswerBody,
  };
}

export const aRequest = (over: object = {}): object => ({
  to: { email: 'ada@example.com' },
  notification_type: 'order_update',
  channels: ['email'],
  content: { title: 'Your order', body: 'It is on its way.' },
  ...over,
});

const settings = (sendgridKey: KeyObject): GatewayConfig => ({
  PORT: 0,
  HOST: '127.0.0.1',
  RPC_PORT: 0,
  LOG_LEVEL: 'silent',
  DATABASE_URL: postgres,
  REDIS_URL: redis,
  KAFKA_BROKERS: ['127.0.0.1:1'],
  TOPIC_PREFIX: '',
  KAFKA_SESSION_TIMEOUT_MS: 6_000,
  TIME_FACTOR: 0.1,
  MASTER_KEYS: [{ id: 'k1', key: randomBytes(32) }],
  STATUS_RPC: ['127.0.0.1:1'],
  PREFERENCES_RPC: ['127.0.0.1:1'],
  IN_APP_RPC: ['127.0.0.1:1'],
  EMAIL_RPC: ['127.0.0.1:1'],
  SMS_RPC: ['127.0.0.1:1'],
  PUSH_RPC: ['127.0.0.1:1'],
  WEBHOOK_RPC: ['127.0.0.1:1'],
  CHAT_RPC: ['127.0.0.1:1'],
  USER_TOKEN_SECRET: 'a secret of the tests, long enough for HS256',
  ACCESS_TOKEN_SECRET: 'another secret of the tests, long enough',
  TOKEN_ISSUERS: [],
  CORS_ORIGINS: [],
  TRUSTED_PROXIES: [],
  PUBLIC_URL,
  SENDGRID_WEBHOOK_KEY: sendgridKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  TWILIO_AUTH_TOKEN: TWILIO_TOKEN,
  VONAGE_SIGNATURE_SECRET: VONAGE_SECRET,
  WHATSAPP_APP_SECRET: META_SECRET,
  WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
  SES_TOPIC_ARNS: [SES_TOPIC],
});
