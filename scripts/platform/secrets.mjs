import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Made once for a data folder, so that what was sealed, and the printed API key, are good after a restart. */
export function readSecrets(folder) {
  const file = join(folder, 'secrets.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const later = laterSecrets();
  if (kept && Object.keys(later).every((name) => kept[name])) return kept;
  const secrets = { ...later, ...(kept ?? newSecrets()) };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

const hex = (bytes) => randomBytes(bytes).toString('hex');

/** A folder may be older than these. */
const laterSecrets = () => ({
  accessTokenSecret: hex(32),
  vonageApiSecret: hex(8),
  vonageSignatureSecret: hex(16),
  whatsappToken: `EAA${hex(32)}`,
  whatsappAppSecret: hex(16),
  ...pushSecrets(),
});

function newSecrets() {
  const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = (key, type) => key.export({ type, format: 'der' }).toString('base64');
  return {
    tenant: 'demo',
    apiKey: `ck_live_${hex(20)}`,
    masterKeys: `k1:${randomBytes(32).toString('base64')}`,
    userTokenSecret: hex(32),
    postgresPassword: hex(16),
    sendgridApiKey: `SG.${hex(11)}.${hex(21)}`,
    sendgridPublicKey: der(sendgrid.publicKey, 'spki'),
    sendgridPrivateKey: der(sendgrid.privateKey, 'pkcs8'),
    twilioAccountSid: `AC${hex(16)}`,
    twilioAuthToken: hex(16),
    fcmPrivateKey: fcmKey(),
  };
}

/** Apple's key, and the one that browsers know us by (32 bytes, as all tools write it). */
function pushSecrets() {
  const apns = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    apnsPrivateKey: apns.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    apnsPublicKey: apns.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    vapidPrivateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }).d,
  };
}

function fcmKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}
