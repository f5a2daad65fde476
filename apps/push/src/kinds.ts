import { PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import type { OnUnregistered } from './forget-device.js';
import { apnsKind } from './providers/apns/apns.kind.js';
import { FcmProvider } from './providers/fcm/fcm.provider.js';
import { serviceAccount } from './providers/fcm/service-account.js';
import { webPushKind } from './providers/webpush/webpush.kind.js';
import type { PushConfig } from './push.config.js';

const fcm = (config: PushConfig, onUnregistered: OnUnregistered): ProviderKind<SettingsOf<'fcm'>> => ({
  name: 'fcm',
  settings: PROVIDER_KINDS.fcm.settings,
  make: (settings) =>
    new FcmProvider({
      url: config.FCM_URL,
      // Where it is exchanged for a token is Google's, whatever a tenant says: we do not call addresses of theirs.
      account: serviceAccount.parse(settings.service_account),
      ca: config.FCM_CA,
      timeoutMs: config.CALL_TIMEOUT_MS,
      onUnregistered,
    }),
});

/** What accounts of tenants can be of: one line for each. */
export const pushKinds = (config: PushConfig, onUnregistered: OnUnregistered): readonly ProviderKind[] => [
  fcm(config, onUnregistered),
  apnsKind({ standIn: standInOf(config), ca: config.APNS_CA, timeoutMs: config.CALL_TIMEOUT_MS, onUnregistered }),
  webPushKind({
    allow: config.WEBPUSH_ALLOW,
    ca: config.WEBPUSH_CA,
    timeoutMs: config.CALL_TIMEOUT_MS,
    onUnregistered,
  }),
];

/** An account says itself whether it is for published apps; only what is not Apple at all stands in for both. */
const standInOf = ({ APNS_URL }: PushConfig): string | undefined =>
  new URL(APNS_URL).hostname.endsWith('.push.apple.com') ? undefined : APNS_URL;
