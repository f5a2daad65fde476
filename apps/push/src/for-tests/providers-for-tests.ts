/**
 * For what is sent with test keys: a stand-in in each provider's place. What they are shown is good there and nowhere else (a token that
 * is asked for at the stand-in, keys of this process alone), and a device that a stand-in does not know is none to be forgotten.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { Provider } from '#libs/delivery';
import { ByPlatform } from './by-platform.js';
import { ApnsProvider } from '../providers/apns/apns.provider.js';
import { FcmProvider } from '../providers/fcm/fcm.provider.js';
import type { PushConfig } from '../push.config.js';
import { WebPushForTests } from './webpush-for-tests.js';

/** undefined: there is no stand-in at all. */
export function providersForTests(config: PushConfig): Provider | undefined {
  const { CALL_TIMEOUT_MS: timeoutMs, TEST_FCM_URL, TEST_APNS_URL, TEST_WEBPUSH_URL } = config;
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const providers: Provider[] = [];
  if (TEST_FCM_URL) {
    const known = config.FCM_SERVICE_ACCOUNT ?? madeUpAccount();
    const account = { ...known, token_uri: new URL('/token', TEST_FCM_URL).href };
    providers.push(new FcmProvider({ url: TEST_FCM_URL, account, ca: config.TEST_FCM_CA, timeoutMs }));
  }
  if (TEST_APNS_URL) {
    const names = { keyId: 'TEST', teamId: 'TEST', topic: config.APNS_TOPIC ?? 'test' };
    providers.push(new ApnsProvider({ url: TEST_APNS_URL, key, ...names, ca: config.TEST_APNS_CA, timeoutMs }));
  }
  if (TEST_WEBPUSH_URL)
    providers.push(new WebPushForTests({ url: TEST_WEBPUSH_URL, key, ca: config.TEST_WEBPUSH_CA, timeoutMs }));
  return providers.length > 0 ? new ByPlatform(providers) : undefined;
}

function madeUpAccount() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { project_id: 'test', client_email: 'test@test.iam.example', private_key };
}
