import { PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderCall, ProviderKind } from '#libs/delivery';
import { FcmProvider } from './providers/fcm/fcm.provider.js';
import { serviceAccount } from './providers/fcm/service-account.js';
import type { PushConfig } from './push.config.js';

type OnUnregistered = (call: ProviderCall) => void;

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
];
