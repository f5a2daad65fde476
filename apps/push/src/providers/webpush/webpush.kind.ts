import type { KeyObject } from 'node:crypto';
import type { SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { vapidPrivateKey } from '../../signing/vapid-key.js';
import { WebPushProvider, type WebPushOptions } from './webpush.provider.js';
import { webPushSettings } from './webpush.settings.js';

/** What a deployment decides for all its accounts. */
export type WebPushDeployment = Pick<WebPushOptions, 'allow' | 'ca' | 'timeoutMs' | 'onUnregistered'>;

export const webPushKind = (deployment: WebPushDeployment): ProviderKind<SettingsOf<'webpush'>> => ({
  name: 'webpush',
  settings: webPushSettings,
  make: ({ private_key, subject }) =>
    // Checked by the settings' schema.
    new WebPushProvider({ ...deployment, key: vapidPrivateKey(private_key) as KeyObject, subject }),
});
