import type { INestApplication } from '@nestjs/common';
import { PROVIDER_KINDS, type ProviderKindName } from '#libs/contracts';
import { deliveryModule, type ProviderKind } from '#libs/delivery';
import { createApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { rpcServer } from '#libs/rpc';
import { freePort, testDatabase, type TestDatabase } from '#libs/testing';
import { LocalKeys, Vault } from '#libs/vault';
import { createInAppApp } from '../../../apps/in-app/src/in-app.app.js';
import { migrations as inAppMigrations } from '../../../apps/in-app/src/migrations/index.js';
import { Resources as InAppResources } from '../../../apps/in-app/src/resources.js';
import { migrations as preferencesMigrations } from '../../../apps/preferences/src/migrations/index.js';
import { PreferencesModule } from '../../../apps/preferences/src/preferences.module.js';
import { Resources as PreferencesResources } from '../../../apps/preferences/src/resources.js';
import { migrations as statusMigrations } from '../../../apps/status/src/migrations/index.js';
import { Resources as StatusResources } from '../../../apps/status/src/resources.js';
import { createStatusApp } from '../../../apps/status/src/status.app.js';
import { StuckDeliveries } from '../contracts/stuck-deliveries.js';
import { ScriptedProvider } from '../delivery/doubles.js';
import { makeTables } from '../delivery/tables.js';
import { RunningGateway } from '../gateway/running-gateway.js';
import { settings } from './settings.js';

const TOKEN_SECRET = 'a secret of the tests, long enough for HS256';

type Migrations = Parameters<typeof migrate>[2];

/** The gateway and every app that it asks, all real, in this process: what the API answers is what it will answer. */
export class WholePlatform {
  private readonly apps: INestApplication[] = [];
  private readonly tables: TestDatabase[] = [];
  private readonly shared = settings();
  gateway!: RunningGateway;
  private stuck!: StuckDeliveries;

  static async begin(): Promise<WholePlatform> {
    const platform = new WholePlatform();
    const preferences = await platform.preferences();
    const [status, inApp, email] = await Promise.all([
      platform.status(),
      platform.inApp(preferences),
      platform.email(),
    ]);
    const { KAFKA_BROKERS, TOPIC_PREFIX, MASTER_KEYS } = platform.shared;
    // What every channel's app answers, one does here for those without accounts of tenants, and another one for the others.
    const channels = {
      EMAIL_RPC: [email],
      SMS_RPC: [email],
      PUSH_RPC: [inApp],
      WEBHOOK_RPC: [inApp],
      CHAT_RPC: [email],
    };
    const peers = { PREFERENCES_RPC: [preferences], STATUS_RPC: [status], IN_APP_RPC: [inApp], ...channels };
    const real = { emitter: undefined, peer: undefined };
    const over = { KAFKA_BROKERS, TOPIC_PREFIX, MASTER_KEYS, USER_TOKEN_SECRET: TOKEN_SECRET, ...peers };
    platform.gateway = await RunningGateway.begin(real, over);
    platform.gateway.stuck = platform.stuck;
    return platform;
  }

  async end(): Promise<void> {
    await this.gateway.end();
    await this.stuck.close();
    for (const app of this.apps) await app.close();
    for (const table of this.tables) await table.drop();
  }

  private async preferences(): Promise<string> {
    const config = { ...this.shared, ...(await ports()), TIME_FACTOR: 0.1, GATEWAY_RPC: [NOBODY] };
    const resources = PreferencesResources.open(config, await this.schema(preferencesMigrations));
    const app = await createApp(PreferencesModule.with(resources), config);
    app.connectMicroservice(rpcServer(config));
    resources.start();
    return this.listen(app, config);
  }

  private async status(): Promise<string> {
    const own = {
      GATEWAY_RPC: [NOBODY],
      USER_TOKEN_SECRET: TOKEN_SECRET,
      CORS_ORIGINS: '',
      TRUSTED_PROXIES: [],
      RETENTION_DAYS: 90,
    };
    const config = { ...this.shared, ...(await ports()), ...own };
    const resources = new StatusResources(config, await this.schema(statusMigrations));
    await resources.start();
    return this.listen(await createStatusApp(config, resources), config);
  }

  private async inApp(preferences: string): Promise<string> {
    const config = {
      ...this.shared,
      ...(await ports()),
      TIME_FACTOR: 1,
      CALL_TIMEOUT_MS: 10_000,
      PREFERENCES_RPC: [preferences],
      STATUS_RPC: [NOBODY],
      GATEWAY_RPC: [NOBODY],
      TRUSTED_PROXIES: [],
      USER_TOKEN_SECRET: TOKEN_SECRET,
      CORS_ORIGINS: '',
      RETENTION_DAYS: 90,
    };
    const schema = await this.schema(inAppMigrations);
    const vault = new Vault(new LocalKeys(config.MASTER_KEYS));
    this.stuck = new StuckDeliveries(config.DATABASE_URL, schema, vault);
    const resources = new InAppResources(config, schema);
    await resources.start();
    return this.listen(await createInAppApp(config, resources, schema), config);
  }

  /** It answers, and takes nothing that is to be sent. */
  private async email(): Promise<string> {
    const config = {
      ...this.shared,
      ...(await ports()),
      TIME_FACTOR: 1,
      CALL_TIMEOUT_MS: 10_000,
      PREFERENCES_RPC: [NOBODY],
      STATUS_RPC: [NOBODY],
    };
    const tables = await testDatabase({ migrate: makeTables });
    this.tables.push(tables);
    const provider = new ScriptedProvider();
    const kinds = (['sendgrid', 'ses', 'twilio', 'vonage', 'whatsapp'] as const).map(agreeable);
    const options = { channel: 'email' as const, app: 'email', schema: tables.schema, provider, kinds, config };
    const app = await createApp(deliveryModule(options), config);
    app.connectMicroservice(rpcServer(config));
    return this.listen(app, config);
  }

  private async schema(migrations: Migrations): Promise<string> {
    const tables = await testDatabase({ migrate: (url, schema) => migrate(url, schema, migrations) });
    this.tables.push(tables);
    return tables.schema;
  }

  /** Answers where its look-ups are answered. */
  private async listen(app: INestApplication, { PORT, RPC_PORT }: Ports): Promise<string> {
    this.apps.push(app);
    await app.startAllMicroservices();
    await app.listen(PORT, '127.0.0.1');
    return `127.0.0.1:${RPC_PORT}`;
  }
}

interface Ports {
  readonly PORT: number;
  readonly RPC_PORT: number;
}

const ports = async (): Promise<Ports> => ({ PORT: await freePort(), RPC_PORT: await freePort() });

/** Takes whatever credentials there are, without asking anybody. */
const agreeable = (name: ProviderKindName): ProviderKind => ({
  name,
  settings: PROVIDER_KINDS[name].settings,
  make: () => Object.assign(new ScriptedProvider(), { try: () => Promise.resolve({ ok: true as const }) }),
});

/** Whom nobody asks in these tests: nothing is in doubt, and WebSockets are not opened. */
const NOBODY = '127.0.0.1:1';
