/**
 * Writes .env for docker-compose.yml with secrets of its own: `node infra/compose/make-env.mjs [file]`. What is there stays: a
 * second run only says so, since new keys could not open what the old ones sealed.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

const hex = (bytes) => randomBytes(bytes).toString('hex');
const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const der = (key, type) => key.export({ type, format: 'der' }).toString('base64');
const apns = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const vapid = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const fcm = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

const settings = {
  COMPOSE_PROJECT_NAME: 'carillon',
  TENANT: 'demo',
  API_KEY: `ck_live_${hex(20)}`,
  POSTGRES_PASSWORD: hex(16),
  GRAFANA_PASSWORD: hex(12),
  MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  USER_TOKEN_SECRET: hex(32),
  ACCESS_TOKEN_SECRET: hex(32),
  SENDGRID_API_KEY: `SG.${hex(11)}.${hex(21)}`,
  SENDGRID_WEBHOOK_KEY: der(sendgrid.publicKey, 'spki'),
  SENDGRID_SIGNING_KEY: der(sendgrid.privateKey, 'pkcs8'),
  TWILIO_ACCOUNT_SID: `AC${hex(16)}`,
  TWILIO_AUTH_TOKEN: hex(16),
  VONAGE_API_SECRET: hex(8),
  VONAGE_SIGNATURE_SECRET: hex(16),
  WHATSAPP_TOKEN: `EAA${hex(32)}`,
  WHATSAPP_APP_SECRET: hex(16),
  APNS_KEY: der(apns.privateKey, 'pkcs8'),
  APNS_KEY_ID: 'DEVELOPERS',
  APNS_TEAM_ID: 'CARILLON00',
  APNS_TOPIC: 'example.carillon',
  APNS_PUBLIC_KEY: der(apns.publicKey, 'spki'),
  VAPID_PRIVATE_KEY: vapid.d,
  VAPID_SUBJECT: 'mailto:ops@carillon.example',
  FCM_SERVICE_ACCOUNT: JSON.stringify({
    type: 'service_account',
    project_id: 'carillon-dev',
    private_key_id: 'dev',
    private_key: fcm,
    client_email: 'carillon@carillon-dev.iam.gserviceaccount.com',
    token_uri: 'https://provider-sim:4004/token',
  }),
};

const file = process.argv[2] ?? '.env';
if (existsSync(file)) {
  console.log(`${file} is there and stays as it is`);
} else {
  const lines = Object.entries(settings).map(([key, value]) => `${key}='${value}'`);
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  console.log(`${file} is written; the API key is ${settings.API_KEY}`);
}
