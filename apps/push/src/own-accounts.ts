import { onlyAccount, type Account, type Provider } from '#libs/delivery';
import type { OnUnregistered } from './forget-device.js';
import { ApnsProvider } from './providers/apns/apns.provider.js';
import { FcmProvider } from './providers/fcm/fcm.provider.js';
import { WebPushProvider } from './providers/webpush/webpush.provider.js';
import type { PushConfig } from './push.config.js';

/** The deployment's own, by what its environment says. Which one gets a device is for them to say: no device is two's. */
export function ownAccounts(config: PushConfig, onUnregistered: OnUnregistered): Account[] {
  const shared = { timeoutMs: config.CALL_TIMEOUT_MS, onUnregistered };
  const all = [fcm(config, shared), apns(config, shared), webPush(config, shared)];
  return all.filter((provider) => provider !== undefined).map(onlyAccount);
}

interface Shared {
  readonly timeoutMs: number;
  readonly onUnregistered: OnUnregistered;
}

function fcm(config: PushConfig, shared: Shared): Provider | undefined {
  const { FCM_URL: url, FCM_SERVICE_ACCOUNT: account, FCM_CA: ca } = config;
  return account && new FcmProvider({ ...shared, url, account, ca });
}

function apns(config: PushConfig, shared: Shared): Provider | undefined {
  const { APNS_KEY: key, APNS_KEY_ID: keyId, APNS_TEAM_ID: teamId, APNS_TOPIC: topic } = config;
  if (!key || !keyId || !teamId || !topic) return undefined;
  return new ApnsProvider({ ...shared, url: config.APNS_URL, ca: config.APNS_CA, key, keyId, teamId, topic });
}

function webPush(config: PushConfig, shared: Shared): Provider | undefined {
  const { VAPID_PRIVATE_KEY: key, VAPID_SUBJECT: subject, WEBPUSH_ALLOW: allow, WEBPUSH_CA: ca } = config;
  return key && subject ? new WebPushProvider({ ...shared, key, subject, allow, ca }) : undefined;
}
