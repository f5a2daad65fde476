import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readConfig } from '#libs/config';
import { ownAccounts } from './own-accounts.js';
import { pushEnv } from './push.config.js';
import { publicPoint } from './signing/es256.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const account = { project_id: 'p', client_email: 'a@p', private_key: '-----BEGIN PRIVATE KEY-----' };
const base = {
  PORT: '0',
  RPC_PORT: '0',
  DATABASE_URL: 'postgres://127.0.0.1/x',
  REDIS_URL: 'redis://127.0.0.1',
  KAFKA_BROKERS: '127.0.0.1:1',
  MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  PREFERENCES_RPC: '127.0.0.1:1',
  STATUS_RPC: '127.0.0.1:1',
  FCM_SERVICE_ACCOUNT: JSON.stringify(account),
};
const apns = { APNS_KEY: pem, APNS_KEY_ID: 'ABC123DEFG', APNS_TEAM_ID: 'DEF123GHIJ', APNS_TOPIC: 'com.example.shop' };
const vapid = { VAPID_PRIVATE_KEY: privateKey.export({ format: 'jwk' }).d, VAPID_SUBJECT: 'mailto:a@example.com' };
const read = (more: object = {}) => readConfig(pushEnv, { ...base, ...more });

describe('the environment of the push app', () => {
  test.each([
    ['FCM', {}],
    ['Apple’s', { FCM_SERVICE_ACCOUNT: undefined, ...apns }],
    ['Web Push', { FCM_SERVICE_ACCOUNT: undefined, ...vapid }],
  ])('needs %s alone', (_, env) => {
    const [account, ...others] = ownAccounts(read({ CALL_TIMEOUT_MS: '1000', ...env }), () => {});
    expect(account).toBeDefined();
    expect(others).toEqual([]);
    void account!.provider.close?.();
  });

  test('needs one of them', () =>
    expect(() => read({ FCM_SERVICE_ACCOUNT: undefined })).toThrow(
      'set one of FCM_SERVICE_ACCOUNT, or APNS_KEY + APNS_KEY_ID + APNS_TEAM_ID + APNS_TOPIC, or VAPID_PRIVATE_KEY + VAPID_SUBJECT',
    ));

  test.each([
    ['as Apple hands it out', pem],
    ['on one line', pem.replaceAll('\n', '\\n')],
    ['as bare base64', privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
  ])('takes Apple’s key %s', (_, APNS_KEY) => {
    const { APNS_KEY: key } = read({ ...apns, APNS_KEY });
    expect(key && publicPoint(key)).toEqual(publicPoint(privateKey));
  });

  test('takes the VAPID key as all tools write it', () => {
    const { VAPID_PRIVATE_KEY: key } = read(vapid);
    expect(key && publicPoint(key)).toEqual(publicPoint(privateKey));
  });

  test.each(Object.keys(apns))('takes all of Apple’s or none: not without %s', (name) =>
    expect(() => read({ ...apns, [name]: undefined })).toThrow(`${name}: is missing`),
  );

  test.each(Object.keys(vapid))('takes both of VAPID’s or none: not without %s', (name) =>
    expect(() => read({ ...vapid, [name]: undefined })).toThrow(`${name}: is missing`),
  );

  test('says what is wrong with a key, and never the key', () => {
    const secret = 'S3CRET';
    expect(() => read({ ...apns, APNS_KEY: secret })).toThrow(/^(?!.*S3CRET).*APNS_KEY: must be the text of a .p8/);
    expect(() => read({ ...vapid, VAPID_PRIVATE_KEY: secret })).toThrow(/^(?!.*S3CRET).*VAPID_PRIVATE_KEY: must be/);
    expect(() => read({ ...vapid, VAPID_SUBJECT: 'ops' })).toThrow(/VAPID_SUBJECT: must be/);
  });
});
