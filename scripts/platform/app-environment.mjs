import { join } from 'node:path';
import { appNamed, portsOf } from './app-list.mjs';

const APNS_KEY_ID = 'DEVELOPERS';
const address = (port) => `http://127.0.0.1:${port}`;

/**
 * The whole environment of one instance of an app. `at` says where everything is: {base, folder, secrets, services,
 * topicPrefix, instances: {status: 2}}.
 */
export function appEnvironment(app, instance, at) {
  const ports = portsOf(app, at.base, instance);
  return {
    ...system(),
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: `${ports.http}`,
    ...(ports.rpc && { RPC_PORT: `${ports.rpc}` }),
    LOG_LEVEL: 'info',
    ...(app.name === 'provider-sim' ? simulator(ports, at) : { ...services(at), ...peers(at), ...providers(at) }),
  };
}

/** Of our own environment only what a program needs to run: an app must not live on what happens to be set. */
function system() {
  const names = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_OPTIONS'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function services({ services, secrets, topicPrefix = '' }) {
  return {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    KAFKA_BROKERS: services.kafkaBrokers,
    TOPIC_PREFIX: topicPrefix,
    MASTER_KEYS: secrets.masterKeys,
    USER_TOKEN_SECRET: secrets.userTokenSecret,
    ACCESS_TOKEN_SECRET: secrets.accessTokenSecret,
    KAFKA_SESSION_TIMEOUT_MS: '6000',
  };
}

function peers({ base, instances = {} }) {
  const rpc = (name) =>
    Array.from(
      { length: instances[name] ?? 1 },
      (_, i) => `127.0.0.1:${portsOf(appNamed(name), base, i + 1).rpc}`,
    ).join();
  return {
    GATEWAY_RPC: rpc('gateway'),
    STATUS_RPC: rpc('status'),
    PREFERENCES_RPC: rpc('preferences'),
    IN_APP_RPC: rpc('in-app'),
    EMAIL_RPC: rpc('email'),
    SMS_RPC: rpc('sms'),
    PUSH_RPC: rpc('push'),
    WEBHOOK_RPC: rpc('webhook'),
    CHAT_RPC: rpc('chat'),
  };
}

function providers({ base, folder, secrets }) {
  const sim = portsOf(appNamed('provider-sim'), base);
  return {
    PUBLIC_URL: address(base),
    CORS_ORIGINS: `${address(sim.http)},http://localhost:${sim.http}`,
    SENDGRID_URL: address(sim.http),
    SENDGRID_API_KEY: secrets.sendgridApiKey,
    SENDGRID_FROM: 'Carillon <hello@carillon.example>',
    SENDGRID_WEBHOOK_KEY: secrets.sendgridPublicKey,
    // The second of each channel: what the first does not take goes there.
    SES_URL: address(sim.http),
    SES_ACCESS_KEY_ID: 'AKIACARILLONDEV',
    SES_SECRET_ACCESS_KEY: secrets.vonageApiSecret,
    SMTP_CA: join(folder, 'provider-sim', 'ca.pem'),
    EMAIL_ALLOW: `127.0.0.1:${sim.http},127.0.0.1:${sim.smtp}`,
    TWILIO_URL: address(sim.http),
    TWILIO_ACCOUNT_SID: secrets.twilioAccountSid,
    TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
    TWILIO_FROM: '+15005550006',
    VONAGE_URL: address(sim.http),
    VONAGE_API_KEY: 'carillon',
    VONAGE_API_SECRET: secrets.vonageApiSecret,
    VONAGE_FROM: '+15005550008',
    VONAGE_SIGNATURE_SECRET: secrets.vonageSignatureSecret,
    SLACK_ALLOW: `127.0.0.1:${sim.http}`,
    WHATSAPP_URL: address(sim.http),
    WHATSAPP_PHONE_NUMBER_ID: '100000000000001',
    WHATSAPP_TOKEN: secrets.whatsappToken,
    WHATSAPP_APP_SECRET: secrets.whatsappAppSecret,
    FCM_URL: `https://127.0.0.1:${sim.tls}`,
    FCM_SERVICE_ACCOUNT: JSON.stringify(serviceAccount(secrets, sim.tls)),
    FCM_CA: join(folder, 'provider-sim', 'ca.pem'),
    APNS_URL: `https://127.0.0.1:${sim.tls}`,
    APNS_KEY: secrets.apnsPrivateKey,
    APNS_KEY_ID,
    APNS_TEAM_ID: 'CARILLON00',
    APNS_TOPIC: 'example.carillon',
    APNS_CA: join(folder, 'provider-sim', 'ca.pem'),
    VAPID_PRIVATE_KEY: secrets.vapidPrivateKey,
    VAPID_SUBJECT: 'mailto:ops@carillon.example',
    WEBPUSH_ALLOW: `127.0.0.1:${sim.tls}`,
    WEBPUSH_CA: join(folder, 'provider-sim', 'ca.pem'),
    WEBHOOK_ALLOW: `127.0.0.1:${sim.http}`,
    TEST_SENDGRID_URL: address(sim.http),
    TEST_SENDGRID_API_KEY: secrets.sendgridApiKey,
    TEST_TWILIO_URL: address(sim.http),
    TEST_TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
    TEST_SLACK_URL: `${address(sim.http)}/services/T0TEST/B0TEST`,
    TEST_WHATSAPP_URL: address(sim.http),
    TEST_WHATSAPP_TOKEN: secrets.whatsappToken,
    TEST_FCM_URL: `https://127.0.0.1:${sim.tls}`,
    TEST_FCM_CA: join(folder, 'provider-sim', 'ca.pem'),
    TEST_APNS_URL: `https://127.0.0.1:${sim.tls}`,
    TEST_APNS_CA: join(folder, 'provider-sim', 'ca.pem'),
    TEST_WEBPUSH_URL: `https://127.0.0.1:${sim.tls}/webpush`,
    TEST_WEBPUSH_CA: join(folder, 'provider-sim', 'ca.pem'),
    TEST_WEBHOOK_URL: `${address(sim.http)}/webhook`,
  };
}

const serviceAccount = ({ fcmPrivateKey }, port) => ({
  type: 'service_account',
  project_id: 'carillon-dev',
  private_key_id: 'dev',
  private_key: fcmPrivateKey,
  client_email: 'carillon@carillon-dev.iam.gserviceaccount.com',
  token_uri: `https://127.0.0.1:${port}/token`,
});

function simulator(ports, { base, folder, secrets }) {
  const of = (name) => address(portsOf(appNamed(name), base).http);
  return {
    TLS_PORT: `${ports.tls}`,
    SMTP_PORT: `${ports.smtp}`,
    DATA_DIR: join(folder, 'provider-sim'),
    SENDGRID_SIGNING_KEY: secrets.sendgridPrivateKey,
    SENDGRID_API_KEY: secrets.sendgridApiKey,
    TWILIO_AUTH_TOKEN: secrets.twilioAuthToken,
    VONAGE_API_SECRET: secrets.vonageApiSecret,
    VONAGE_SIGNATURE_SECRET: secrets.vonageSignatureSecret,
    WHATSAPP_TOKEN: secrets.whatsappToken,
    WHATSAPP_APP_SECRET: secrets.whatsappAppSecret,
    APNS_KEY_ID,
    APNS_PUBLIC_KEY: secrets.apnsPublicKey,
    PUBLIC_URL: address(base),
    GATEWAY_URL: of('gateway'),
    STATUS_URL: of('status'),
    IN_APP_URL: of('in-app'),
    API_KEY: secrets.apiKey,
  };
}
